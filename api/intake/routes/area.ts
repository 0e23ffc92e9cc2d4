export const area = 'intake';
