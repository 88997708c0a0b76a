CREATE TABLE chat_rooms (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, kind TEXT COLLATE "C" NOT NULL, created_at BIGINT NOT NULL,
  settings TEXT COLLATE "C" NOT NULL, last_position BIGINT NOT NULL, last_sent_at BIGINT NOT NULL);

CREATE TABLE chat_members (
  room_id TEXT COLLATE "C" NOT NULL, user_id TEXT COLLATE "C" NOT NULL, role TEXT COLLATE "C" NOT NULL, joined_at BIGINT,
  muted_until BIGINT NOT NULL, banned_until BIGINT NOT NULL,
  PRIMARY KEY (room_id, user_id));
CREATE INDEX chat_members_by_user ON chat_members (user_id, room_id);

CREATE TABLE chat_messages (
  room_id TEXT COLLATE "C" NOT NULL, position BIGINT NOT NULL, id TEXT COLLATE "C" NOT NULL UNIQUE, author TEXT COLLATE "C" NOT NULL,
  client_id TEXT COLLATE "C" NOT NULL, sent_at BIGINT NOT NULL, body TEXT COLLATE "C" NOT NULL, reply_to TEXT COLLATE "C",
  edited_by TEXT COLLATE "C", edited_at BIGINT, deleted_by TEXT COLLATE "C", deleted_at BIGINT,
  PRIMARY KEY (room_id, position), UNIQUE (room_id, author, client_id));
CREATE INDEX chat_messages_by_author ON chat_messages (author, room_id, position);
CREATE INDEX chat_messages_by_age ON chat_messages (room_id, sent_at);

CREATE TABLE chat_reactions (
  room_id TEXT COLLATE "C" NOT NULL, position BIGINT NOT NULL, reaction TEXT COLLATE "C" NOT NULL, user_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (room_id, position, reaction, user_id));
CREATE INDEX chat_reactions_by_user ON chat_reactions (user_id);

CREATE TABLE chat_mentions (
  user_id TEXT COLLATE "C" NOT NULL, room_id TEXT COLLATE "C" NOT NULL, position BIGINT NOT NULL,
  PRIMARY KEY (user_id, room_id, position));
CREATE INDEX chat_mentions_by_message ON chat_mentions (room_id, position);

CREATE TABLE chat_reads (
  user_id TEXT COLLATE "C" NOT NULL, room_id TEXT COLLATE "C" NOT NULL, position BIGINT NOT NULL,
  PRIMARY KEY (user_id, room_id));

CREATE TABLE chat_outbox (
  sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, room_id TEXT COLLATE "C" NOT NULL, position BIGINT NOT NULL, kind TEXT COLLATE "C" NOT NULL);
CREATE INDEX chat_outbox_by_message ON chat_outbox (room_id, position);

CREATE TABLE chat_grams (
  room_id TEXT COLLATE "C" NOT NULL, gram TEXT COLLATE "C" NOT NULL, position BIGINT NOT NULL,
  PRIMARY KEY (room_id, gram, position));
CREATE INDEX chat_grams_by_message ON chat_grams (room_id, position);

CREATE TABLE chat_audit (
  sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, done_at BIGINT NOT NULL, done_by TEXT COLLATE "C" NOT NULL, act TEXT COLLATE "C" NOT NULL,
  room_id TEXT COLLATE "C" NOT NULL, subject TEXT COLLATE "C" NOT NULL, detail TEXT COLLATE "C" NOT NULL);
CREATE INDEX chat_audit_by_room ON chat_audit (room_id, sequence);
