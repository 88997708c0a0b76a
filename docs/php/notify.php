<?php // php notify.php 42 "You have mail"

require __DIR__ . '/parley.php';
$sent = (new Parley())->userPublish($argv[1] ?? '42', ['title' => $argv[2] ?? 'You have mail']);
echo "{$sent['sessions']} sessions\n";
