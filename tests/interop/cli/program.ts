/** The two commands alone, as the CLI's program holds them. */
import { Command } from "commander";
import { checkCommand } from "../../../demo/cli/check.ts";
import { configureCommand } from "../../../demo/cli/configure.ts";

await new Command("idos-isle").addCommand(configureCommand()).addCommand(checkCommand()).parseAsync();
