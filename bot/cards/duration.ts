const units = [
  ['day', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** Seconds in words, in at most two units: "0.4 s", "1 min 30 s", "24 h", "7 days". */
export function duration(seconds: number): string {
  if (seconds < 10 && !Number.isInteger(seconds)) return `${seconds.toFixed(1)} s`;
  const whole = Math.max(0, Math.round(seconds));
  // A day and a half reads better in hours.
  const first = units.findIndex(([unit, size]) => whole >= (unit === 'day' ? 2 : 1) * size);
  const start = first === -1 ? units.length - 1 : first;
  let left = whole;
  return units
    .slice(start, start + 2)
    .flatMap(([unit, size], place) => {
      const count = Math.floor(left / size);
      left -= count * size;
      if (count === 0 && (place > 0 || whole > 0)) return [];
      return [`${count} ${unit === 'day' && count !== 1 ? 'days' : unit}`];
    })
    .join(' ');
}
