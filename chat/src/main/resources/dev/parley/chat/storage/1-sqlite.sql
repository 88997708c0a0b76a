CREATE TABLE chat_rooms (
  id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, created_at INTEGER NOT NULL,
  settings TEXT NOT NULL, last_position INTEGER NOT NULL, last_sent_at INTEGER NOT NULL);

CREATE TABLE chat_members (
  room_id TEXT NOT NULL, user_id TEXT NOT NULL, role TEXT NOT NULL, joined_at INTEGER,
  muted_until INTEGER NOT NULL, banned_until INTEGER NOT NULL,
  PRIMARY KEY (room_id, user_id)) WITHOUT ROWID;
CREATE INDEX chat_members_by_user ON chat_members (user_id, room_id);

CREATE TABLE chat_messages (
  room_id TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, author TEXT NOT NULL,
  client_id TEXT NOT NULL, sent_at INTEGER NOT NULL, body TEXT NOT NULL, reply_to TEXT,
  edited_by TEXT, edited_at INTEGER, deleted_by TEXT, deleted_at INTEGER,
  PRIMARY KEY (room_id, position), UNIQUE (room_id, author, client_id));
CREATE INDEX chat_messages_by_author ON chat_messages (author, room_id, position);
CREATE INDEX chat_messages_by_age ON chat_messages (room_id, sent_at);

CREATE TABLE chat_reactions (
  room_id TEXT NOT NULL, position INTEGER NOT NULL, reaction TEXT NOT NULL, user_id TEXT NOT NULL,
  PRIMARY KEY (room_id, position, reaction, user_id)) WITHOUT ROWID;
CREATE INDEX chat_reactions_by_user ON chat_reactions (user_id);

CREATE TABLE chat_mentions (
  user_id TEXT NOT NULL, room_id TEXT NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (user_id, room_id, position)) WITHOUT ROWID;
CREATE INDEX chat_mentions_by_message ON chat_mentions (room_id, position);

CREATE TABLE chat_reads (
  user_id TEXT NOT NULL, room_id TEXT NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (user_id, room_id)) WITHOUT ROWID;

CREATE TABLE chat_outbox (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, room_id TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL);
CREATE INDEX chat_outbox_by_message ON chat_outbox (room_id, position);

CREATE TABLE chat_grams (
  room_id TEXT NOT NULL, gram TEXT NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (room_id, gram, position)) WITHOUT ROWID;
CREATE INDEX chat_grams_by_message ON chat_grams (room_id, position);

CREATE TABLE chat_audit (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, done_at INTEGER NOT NULL, done_by TEXT NOT NULL, act TEXT NOT NULL,
  room_id TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL);
CREATE INDEX chat_audit_by_room ON chat_audit (room_id, sequence);
