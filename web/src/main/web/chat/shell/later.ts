// What comes after the first moment, in one file: menus and dialogs, the people of a room, mentions, files, notices.

import { more } from "../i18n/en-more.ts";
import { addEnglish } from "../i18n/words.ts";

addEnglish(more);

export { Mentions } from "../compose/mentions.ts";
export { Ways } from "../media/ways.ts";
export { openMessageMenu, pickReaction } from "./message-menu.ts";
export { Notices } from "./notices.ts";
export { PeoplePanel } from "./people.ts";
export { openPersonMenu } from "./person-menu.ts";
export { openRoomMenu } from "./room-menu.ts";
