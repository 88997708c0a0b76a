-- Here each statement commits by itself: all of them can be run again after a start that was cut off.
CREATE TABLE IF NOT EXISTS chat_files (
  id VARCHAR(64) NOT NULL PRIMARY KEY, owner VARCHAR(128) NOT NULL, room_id VARCHAR(64) NOT NULL, hash VARCHAR(64) NOT NULL,
  name VARCHAR(200) NOT NULL, type VARCHAR(64) NOT NULL, size BIGINT NOT NULL, width BIGINT NOT NULL, height BIGINT NOT NULL,
  duration BIGINT NOT NULL, waveform VARCHAR(100) NOT NULL, thumbnail BIGINT NOT NULL, uploaded_at BIGINT NOT NULL,
  sent_at BIGINT, dropped_at BIGINT) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS chat_files_by_hash ON chat_files (hash);
CREATE INDEX IF NOT EXISTS chat_files_by_owner ON chat_files (owner, id);
CREATE INDEX IF NOT EXISTS chat_files_by_age ON chat_files (sent_at, uploaded_at);
CREATE INDEX IF NOT EXISTS chat_files_dropped ON chat_files (dropped_at);

CREATE TABLE IF NOT EXISTS chat_attachments (
  room_id VARCHAR(64) NOT NULL, position BIGINT NOT NULL, place BIGINT NOT NULL, file_id VARCHAR(64) NOT NULL UNIQUE,
  PRIMARY KEY (room_id, position, place)) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
