const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** So many bytes in words, as a person reads them: `1.4 GiB`. */
export function bytesText(bytes: number | bigint): string {
  let left = Number(bytes);
  let unit = 0;
  for (; left >= 1024 && unit < UNITS.length - 1; unit++) left /= 1024;
  return `${unit === 0 ? left : left.toFixed(1)} ${UNITS[unit]}`;
}
