import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MolthubError } from "../../errors";
import { exitCodes } from "../exitCodes";
import { git } from "../releases/git";
import { shortCommit } from "../releases/releases";
import { provideDependencies } from "./dependencies";
import { readProject, sameFolderIn, type ClonedProject } from "./project";

/**
 * A project as it was at a commit, in a temporary folder that is removed at the end, also after Ctrl-C.
 *
 * @example
 * const checkout = await Checkout.of(project, commit);
 * try { await checkout.uninterrupted(() => run(checkout.folder)); } finally { checkout.remove(); }
 */
export class Checkout {
  private readonly above = realpathSync(mkdtempSync(join(tmpdir(), "molthub-rollback-")));
  private readonly root = join(this.above, "checkout");
  private mayEnd = true;

  private constructor(private readonly project: ClonedProject) {
    for (const signal of signals) process.on(signal, this.onSignal);
  }

  /** @throws MolthubError `unknown-commit`, `other-project`, `no-dependencies` */
  static async of(project: ClonedProject, commit: string): Promise<Checkout> {
    await requireCommit(project, commit);
    const checkout = new Checkout(project);
    try {
      await checkout.make(commit);
      return checkout;
    } catch (error) {
      checkout.remove();
      throw error;
    }
  }

  /** Folder of the project as it was. */
  get folder(): string {
    return sameFolderIn(this.root, this.project, this.project.folder);
  }

  /** A file beside the checkout. */
  beside(name: string): string {
    return join(this.above, name);
  }

  /** A signal that comes meanwhile is for what runs. */
  async uninterrupted<T>(run: () => Promise<T>): Promise<T> {
    this.mayEnd = false;
    try {
      return await run();
    } finally {
      this.mayEnd = true;
    }
  }

  remove(): void {
    for (const signal of signals) process.off(signal, this.onSignal);
    rmSync(this.above, { recursive: true, force: true, maxRetries: 5 });
    // Git forgets a checkout whose folder is gone.
    execFileSync("git", ["worktree", "prune"], { cwd: this.project.root, stdio: "ignore" });
  }

  private async make(commit: string): Promise<void> {
    // Hooks are for people's own checkouts.
    const made = await git(this.project.root, "-c", "core.hooksPath=/dev/null", "worktree", "add", "--detach", this.root, commit);
    if (made === undefined) throw new MolthubError("unknown-commit", `git cannot check out commit ${shortCommit(commit)} in ${this.root}. Look what "git worktree add" says of it.`);
    if (!existsSync(this.folder)) throw new MolthubError("other-project", `commit ${shortCommit(commit)} does not have this project at the same path. Check it out yourself, and run "molthub up" there.`);
    const { name } = readProject(this.folder);
    if (name !== this.project.name) throw new MolthubError("other-project", `at commit ${shortCommit(commit)} the project was named ${name}, and now it is ${this.project.name}: its stacks are other ones.`);
    await provideDependencies(this.project, this.root, this.above);
  }

  private readonly onSignal = (): void => {
    if (!this.mayEnd) return;
    this.remove();
    process.exit(exitCodes.failed);
  };
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

async function requireCommit({ root }: ClonedProject, commit: string): Promise<void> {
  if ((await git(root, "cat-file", "-e", `${commit}^{commit}`)) !== undefined) return;
  throw new MolthubError("unknown-commit", `commit ${shortCommit(commit)} is not in this clone. Get it first: git fetch --all (in a shallow clone: git fetch --unshallow).`);
}
