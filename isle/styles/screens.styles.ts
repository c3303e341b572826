/** What single screens add to the shared styles. */
import { connectStyles } from "../screens/connect/connect.styles.ts";
import { writeGrantStyles } from "../screens/write-grant/write-grant.styles.ts";
import { createKeyStyles } from "../screens/create-key/create-key.styles.ts";
import { homeStyles } from "../screens/home/home.styles.ts";
import { permissionsStyles } from "../screens/permissions/permissions.styles.ts";
import { requestStyles } from "../screens/request/request.styles.ts";
import { waitingStyles } from "../screens/waiting/waiting.styles.ts";

export const screenStyles = [
  connectStyles,
  createKeyStyles,
  waitingStyles,
  homeStyles,
  permissionsStyles,
  writeGrantStyles,
  requestStyles,
];
