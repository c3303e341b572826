/** What single screens add to the shared styles. */
import { connectStyles } from "./connect/connect.styles.ts";
import { createKeyStyles } from "./create-key/create-key.styles.ts";
import { credentialsStyles } from "./credentials/credentials.styles.ts";
import { homeStyles } from "./home/home.styles.ts";
import { permissionsStyles } from "./permissions/permissions.styles.ts";
import { requestStyles } from "./request/request.styles.ts";
import { waitingStyles } from "./waiting/waiting.styles.ts";
import { writeGrantStyles } from "./write-grant/write-grant.styles.ts";

export const screenStyles = [
  connectStyles,
  createKeyStyles,
  credentialsStyles,
  homeStyles,
  permissionsStyles,
  requestStyles,
  waitingStyles,
  writeGrantStyles,
];
