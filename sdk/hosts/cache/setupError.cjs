"use strict";

/**
 * What set-up code throws: says what is wrong, where, and what to do next; shown without a stack. It is not `MolthubError`
 * because that one is TypeScript, and this runs before anything has been compiled.
 */
class SetupError extends Error {
  /**
   * @param {string} code stable, machine-readable kind of the failure, in kebab-case
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(code, message, options) {
    super(message, options);
    this.name = "SetupError";
    this.code = code;
  }
}

module.exports = { SetupError };
