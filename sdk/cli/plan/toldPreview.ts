import { tell } from "../tell";
import { preview, type Preview, type ProgramPlace } from "./preview";

const tellEvery = 100;

/** Runs the preview, and tells that it goes on. */
export function toldPreview(stack: string | undefined, place?: ProgramPlace): Promise<Preview> {
  tell("Running pulumi preview...");
  const progress = (count: number): void => {
    if (count % tellEvery === 0) tell(`${String(count)} resources looked at...`);
  };
  return preview(stack, progress, place);
}
