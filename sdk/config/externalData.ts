const mark = "external ";

/** Names the data of a bot that something else runs: another address may be another bot, which knows nothing of what was written into this one. */
export function externalDataId(address: string): string {
  return `${mark}${address}`;
}

/** True for data of a bot that something else runs: it has a document that Molthub has not seen. */
export function isExternalData(dataId: unknown): boolean {
  return typeof dataId === "string" && dataId.startsWith(mark);
}
