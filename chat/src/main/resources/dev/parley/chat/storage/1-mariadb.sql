-- Here each statement commits by itself: all of them can be run again after a start that was cut off.
CREATE TABLE IF NOT EXISTS chat_rooms (
  id VARCHAR(64) NOT NULL PRIMARY KEY, name VARCHAR(200) NOT NULL, kind VARCHAR(16) NOT NULL, created_at BIGINT NOT NULL,
  settings TEXT NOT NULL, last_position BIGINT NOT NULL, last_sent_at BIGINT NOT NULL) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS chat_members (
  room_id VARCHAR(64) NOT NULL, user_id VARCHAR(128) NOT NULL, role VARCHAR(16) NOT NULL, joined_at BIGINT,
  muted_until BIGINT NOT NULL, banned_until BIGINT NOT NULL,
  PRIMARY KEY (room_id, user_id)) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS chat_members_by_user ON chat_members (user_id, room_id);

CREATE TABLE IF NOT EXISTS chat_messages (
  room_id VARCHAR(64) NOT NULL, position BIGINT NOT NULL, id VARCHAR(64) NOT NULL UNIQUE, author VARCHAR(128) NOT NULL,
  client_id VARCHAR(64) NOT NULL, sent_at BIGINT NOT NULL, body TEXT NOT NULL, reply_to VARCHAR(64),
  edited_by VARCHAR(128), edited_at BIGINT, deleted_by VARCHAR(128), deleted_at BIGINT,
  PRIMARY KEY (room_id, position), UNIQUE (room_id, author, client_id)) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS chat_messages_by_author ON chat_messages (author, room_id, position);
CREATE INDEX IF NOT EXISTS chat_messages_by_age ON chat_messages (room_id, sent_at);

CREATE TABLE IF NOT EXISTS chat_reactions (
  room_id VARCHAR(64) NOT NULL, position BIGINT NOT NULL, reaction VARCHAR(32) NOT NULL, user_id VARCHAR(128) NOT NULL,
  PRIMARY KEY (room_id, position, reaction, user_id)) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS chat_reactions_by_user ON chat_reactions (user_id);

CREATE TABLE IF NOT EXISTS chat_mentions (
  user_id VARCHAR(128) NOT NULL, room_id VARCHAR(64) NOT NULL, position BIGINT NOT NULL,
  PRIMARY KEY (user_id, room_id, position)) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS chat_mentions_by_message ON chat_mentions (room_id, position);

CREATE TABLE IF NOT EXISTS chat_reads (
  user_id VARCHAR(128) NOT NULL, room_id VARCHAR(64) NOT NULL, position BIGINT NOT NULL,
  PRIMARY KEY (user_id, room_id)) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS chat_outbox (
  sequence BIGINT AUTO_INCREMENT PRIMARY KEY, room_id VARCHAR(64) NOT NULL, position BIGINT NOT NULL, kind VARCHAR(16) NOT NULL) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS chat_outbox_by_message ON chat_outbox (room_id, position);

CREATE TABLE IF NOT EXISTS chat_grams (
  room_id VARCHAR(64) NOT NULL, gram VARCHAR(40) NOT NULL, position BIGINT NOT NULL,
  PRIMARY KEY (room_id, gram, position)) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS chat_grams_by_message ON chat_grams (room_id, position);

CREATE TABLE IF NOT EXISTS chat_audit (
  sequence BIGINT AUTO_INCREMENT PRIMARY KEY, done_at BIGINT NOT NULL, done_by VARCHAR(128) NOT NULL, act VARCHAR(16) NOT NULL,
  room_id VARCHAR(64) NOT NULL, subject VARCHAR(128) NOT NULL, detail VARCHAR(200) NOT NULL) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS chat_audit_by_room ON chat_audit (room_id, sequence);
