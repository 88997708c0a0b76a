// Every dialog, loaded with the first of them.

import "../shell/later.ts"; // which has the words

export { openAccount } from "./account.ts";
export { openBrowse } from "./browse.ts";
export { openDuration } from "./duration.ts";
export { openHelp } from "./help.ts";
export { openInvite } from "./invite.ts";
export { openAudit, openReports } from "./moderation.ts";
export { openQueue } from "./queue.ts";
export { openReport } from "./report.ts";
export { openRoomSettings } from "./room-settings.ts";
export { openSearch } from "./search.ts";
