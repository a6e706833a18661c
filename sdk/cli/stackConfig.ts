import { execa, ExecaError } from "execa";
import { z } from "zod";
import { MolthubError } from "../errors";
import { noPulumi } from "./noPulumi";

// `pulumi config --json` (CLI 3.259): no value where it is a secret.
const settings = z.record(z.string(), z.object({ value: z.string().optional(), secret: z.boolean() }));

/** The settings of a stack, as `pulumi config` keeps them in `Pulumi.<stack>.yaml`. */
export class StackConfig {
  private constructor(
    private readonly stack: string | undefined,
    private readonly values: z.infer<typeof settings>,
  ) {}

  /**
   * @param stack if undefined, the selected stack
   * @throws MolthubError `no-stack-config` with Pulumi's own words
   */
  static async read(stack: string | undefined): Promise<StackConfig> {
    return new StackConfig(stack, settings.parse(JSON.parse(await pulumiConfig(["--json"], stack))));
  }

  /**
   * @returns undefined where there is none
   * @throws MolthubError `secret-setting`
   */
  get(key: string): string | undefined {
    const found = this.values[key];
    if (found?.secret === true) throw new MolthubError("secret-setting", `stack config ${key}: is a secret, and must be readable. Set it again: pulumi config set ${key} <value>.`);
    return found?.value;
  }

  async set(key: string, value: string): Promise<void> {
    await pulumiConfig(["set", "--plaintext", key, value], this.stack);
  }

  async remove(key: string): Promise<void> {
    await pulumiConfig(["rm", key], this.stack);
  }
}

async function pulumiConfig(args: readonly string[], stack: string | undefined): Promise<string> {
  try {
    const { stdout } = await execa("pulumi", ["config", ...args, "--non-interactive", ...(stack === undefined ? [] : ["--stack", stack])], { stdin: "ignore" });
    return stdout;
  } catch (error) {
    if (error instanceof ExecaError && error.code === "ENOENT") throw noPulumi();
    const words = error instanceof ExecaError ? String(error.stderr).trim() : String(error);
    throw new MolthubError("no-stack-config", `pulumi config ${args[0] ?? ""} failed: ${words}\nRun this in the folder of a Pulumi project, and name a stack that exists with --stack.`);
  }
}
