<?php // PARLEY_API_KEY=… php notify.php

echo file_get_contents('http://127.0.0.1:8000/api/user_publish', false, stream_context_create(['http' => [
    'method' => 'POST',
    'header' => ['Content-Type: application/json', 'X-API-Key: ' . getenv('PARLEY_API_KEY')],
    'content' => json_encode(['user' => '42', 'data' => ['title' => 'You have mail']]),
]])), "\n";
