const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/** Seconds of a time as in "30s", "10m" or "1h"; undefined for what is none. */
export function secondsOf(text: unknown): number | undefined {
  const [, count, unit] = (typeof text === "string" && /^(\d{1,6})([smh])$/.exec(text)) || [];
  return count === undefined || unit === undefined ? undefined : Number(count) * (units[unit] ?? 0);
}
