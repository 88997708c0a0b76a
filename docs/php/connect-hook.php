<?php

declare(strict_types=1);

// Parley asks here who it is when a client connects, and passes the browser's Cookie header on. The answer comes from the
// site's own PHP session: whoever is signed in here is signed in there.

/** Ends the request. */
function answer(array $answer): void
{
    header('Content-Type: application/json');
    exit(json_encode($answer, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE));
}

$request = json_decode((string) file_get_contents('php://input', false, null, 0, 65536), true);
if ($_SERVER['REQUEST_METHOD'] !== 'POST' || !is_string($request['client'] ?? null)) {
    http_response_code(400);
    answer(['error' => ['code' => 107, 'message' => 'Post {"client":…,"transport":…,"protocol":…,"encoding":…}.']]);
}

// only read: no new session for who has none, and no lock that would let the visitor's other requests wait
$session = isset($_COOKIE[session_name()])
    && session_start(['read_and_close' => true, 'use_strict_mode' => 1, 'cache_limiter' => ''])
    ? $_SESSION
    : [];
$user = (string) ($session['user_id'] ?? ''); // where your site keeps it

if ($user === '') {
    answer(['disconnect' => ['code' => 4501, 'reason' => 'unauthorized']]);
}
answer(['result' => ['user' => $user, 'info' => ['name' => (string) ($session['name'] ?? '')]]]);
