/** The parameters of `sessions.usage` that cut out a time. */
export interface UsageWindow {
  readonly mode: "specific";
  readonly utcOffset: string;
  readonly startDate: string;
  readonly endDate: string;
}

const minuteMs = 60_000;
const dayMinutes = 1_440;
// The Gateway takes offsets from here, and fourteen hours the other way (openclaw 2026.9.6).
const leastOffset = -720;

/**
 * From the first full minute after `since` to the end of that day or of today. `sessions.usage` knows days only, but it counts single messages,
 * and where a day begins is its caller's choice: by an offset that makes that minute a midnight.
 */
export function windowSince(since: Date, now: Date): UsageWindow {
  const minute = Math.ceil(since.getTime() / minuteMs);
  const toMidnight = -(minute % dayMinutes);
  const offset = toMidnight < leastOffset ? toMidnight + dayMinutes : toMidnight;
  const dayOf = (at: number): string => new Date((at + offset) * minuteMs).toISOString().slice(0, 10);
  return { mode: "specific", utcOffset: offsetText(offset), startDate: dayOf(minute), endDate: dayOf(Math.max(minute, Math.floor(now.getTime() / minuteMs))) };
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? "-" : "+"}${String(Math.floor(size / 60))}:${String(size % 60).padStart(2, "0")}`;
}
