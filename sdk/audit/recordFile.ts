import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf, MolthubError } from "../errors";
import type { ConfigRecorder } from "./record";

/** A record in a file that only its owner may read, one JSON object a line (NDJSON); it is only ever added to. */
export function recordFile(path: string): ConfigRecorder {
  return {
    add(record) {
      try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        // One write of one line: processes that add at the same time do not mix theirs.
        appendFileSync(path, `${JSON.stringify(record)}\n`, { mode: 0o600 });
      } catch (error) {
        const fate = record.event === "intent" ? "so nothing is written" : `though it is made (${record.outcome ?? "unknown"})`;
        throw new MolthubError("not-recorded", `bot ${record.bot}: the change cannot be recorded in ${path} (${messageOf(error)}), ${fate}. Make that file writable, or name another one by MOLTHUB_RECORD.`);
      }
    },
  };
}
