/** English, for the window and the viewer in it. British where countries differ. */
import { actions } from "./actions.ts";
import { consent, consumer, granted, noMatch, timelock } from "./consent.ts";
import { create, keyChanged, keyExists } from "./create.ts";
import { field, fieldList, notes, skipped, summary, viewer } from "./credentials.ts";
import { facts } from "./facts.ts";
import { failures } from "./failures.ts";
import { codes, fieldParts, fields, sections } from "./labels.ts";
import { page } from "./page.ts";
import { phrase, phraseConfirm, phraseDone, phraseRestore } from "./phrase.ts";
import { progress } from "./progress.ts";
import { recovery, recoveryResult } from "./recovery.ts";
import { requirements } from "./requirements.ts";
import { activity, passkeys, settings, sites } from "./settings.ts";
import { connect, failed, forget, newPassword, password, remember, stay, unlock } from "./unlock.ts";
import { altered, wallet } from "./wallet.ts";

export const en = {
  page,
  actions,
  facts,
  failures,
  progress,
  create,
  keyExists,
  keyChanged,
  connect,
  unlock,
  password,
  newPassword,
  remember,
  stay,
  forget,
  failed,
  phrase,
  phraseConfirm,
  phraseDone,
  phraseRestore,
  settings,
  sites,
  passkeys,
  activity,
  recovery,
  recoveryResult,
  wallet,
  altered,
  consent,
  timelock,
  consumer,
  noMatch,
  granted,
  requirements,
  viewer,
  skipped,
  summary,
  notes,
  fieldList,
  field,
  sections,
  fields,
  fieldParts,
  codes,
};
