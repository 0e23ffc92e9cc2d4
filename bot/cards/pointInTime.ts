const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "Wed 13 May, 14:05 UTC": with the day, because a card is read long after it was written. */
export function pointInTime(date: Date): string {
  const clock = date.toISOString().slice(11, 16);
  const day = `${days[date.getUTCDay()] ?? ''} ${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''}`;
  return `${day}, ${clock} UTC`;
}
