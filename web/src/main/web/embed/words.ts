// What the button says, in the languages of the chat.

export interface Words {
  open: string;
  close: string;
  unread: (count: number) => string;
  away: string;
}

const EN: Words = {
  open: "Open the chat",
  close: "Close the chat",
  unread: (count) => `${count} unread`,
  away: "The chat can’t be reached at the moment.",
};
const ZH: Words = {
  open: "打开聊天",
  close: "关闭聊天",
  unread: (count) => `${count} 条未读`,
  away: "暂时无法连接聊天。",
};
const RU: Words = {
  open: "Открыть чат",
  close: "Закрыть чат",
  unread: (count) => `непрочитанных: ${count}`,
  away: "Чат сейчас недоступен.",
};

/** @param language a tag such as `zh-CN` */
export function wordsIn(language: string): Words {
  if (/^zh\b/i.test(language)) return ZH;
  return /^ru\b/i.test(language) ? RU : EN;
}
