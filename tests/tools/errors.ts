/** Writes the list of the texts of all errors: a change of one then stands in the diff, where it is read. */
import { writeFileSync } from "node:fs";
import { ERROR_TEXTS, errorTexts } from "./errors/error-texts.ts";
import { productSources } from "./walls/sources.ts";

writeFileSync(ERROR_TEXTS, errorTexts(productSources()));
