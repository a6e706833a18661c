/** The Slack plugin of OpenClaw 2026.9.6, as a program writes it. */
export const slack = { version: "2026.9.6", integrity: "sha512-3+vRRyTYYdiuUPdPVZVTiPqpbWCjSzEyyCOe2xPpjX2AyLb1XZI/yhOsUFEAxoMyXFrmi4gEEOwXLGckOZV5Cg==" };
