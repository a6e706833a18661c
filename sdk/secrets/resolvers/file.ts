import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

/**
 * The text of a file on the machine that runs Pulumi, without a line break at its end; relative to the program's folder. Git seldom has such
 * a file: a rollback, whose program is in a checkout of its own, names the folder where it is.
 */
export async function file(path: string): Promise<string> {
  try {
    return (await readFile(resolve(process.env["MOLTHUB_PROGRAM_DIR"] ?? "", path), "utf8")).replace(/\r?\n$/, "");
  } catch (error) {
    const { code = "an error" } = error as NodeJS.ErrnoException;
    throw new Error(`${path} cannot be read (${code}). Make it readable for whoever runs Pulumi`, { cause: error });
  }
}
