<?php // php token.php 42            a connection's token
      // php token.php 42 '$room'    a subscription's, for one channel

require __DIR__ . '/parley.php';
$parley = new Parley();
$user = $argv[1] ?? '42';
echo isset($argv[2]) ? $parley->subscriptionToken($user, $argv[2]) : $parley->token($user), "\n";
