-- Here each statement commits by itself: all of them can be run again after a start that was cut off.
CREATE TABLE IF NOT EXISTS chat_reports (
  id BIGINT AUTO_INCREMENT PRIMARY KEY, room_id VARCHAR(64) NOT NULL, position BIGINT NOT NULL, author VARCHAR(128) NOT NULL,
  reported_by VARCHAR(128) NOT NULL, reason TEXT NOT NULL, reported_at BIGINT NOT NULL, resolved_by VARCHAR(128), resolved_at BIGINT,
  UNIQUE (room_id, position, reported_by)) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS chat_reports_by_author ON chat_reports (author);
CREATE INDEX IF NOT EXISTS chat_reports_by_reporter ON chat_reports (reported_by);

CREATE TABLE IF NOT EXISTS chat_talks (
  room_id VARCHAR(64) NOT NULL PRIMARY KEY, visitor VARCHAR(128) NOT NULL, open_for VARCHAR(128) UNIQUE, operator VARCHAR(128),
  opened_at BIGINT NOT NULL, taken_at BIGINT, closed_by VARCHAR(128), closed_at BIGINT) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
