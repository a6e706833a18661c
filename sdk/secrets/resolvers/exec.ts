import { outputOf } from "./command";

/** What a program prints; no shell is between. */
export async function exec(text: string): Promise<string> {
  const [command = "", ...args] = JSON.parse(text) as string[];
  return outputOf(command, args, "Run it by hand, as whoever runs Pulumi, to see what is wrong");
}
