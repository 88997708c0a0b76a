<?php

declare(strict_types=1);

namespace App\Providers;

use App\Broadcasting\ParleyBroadcaster;
use Illuminate\Support\Facades\Broadcast;
use Illuminate\Support\ServiceProvider;
use Parley;

require_once __DIR__ . '/../parley.php';

/**
 * The broadcasting driver parley, and Parley itself for whoever asks for it. This file is
 * app/Providers/ParleyServiceProvider.php; in config/broadcasting.php, below connections:
 *
 *     'parley' => [
 *         'driver' => 'parley',
 *         'url' => env('PARLEY_URL'),
 *         'key' => env('PARLEY_API_KEY'),
 *         'token_secret' => env('PARLEY_TOKEN_SECRET'),
 *     ],
 */
final class ParleyServiceProvider extends ServiceProvider
{
    public function register(): void
    {
        $this->app->singleton(Parley::class, function ($app) {
            return self::parley($app['config']['broadcasting.connections.parley'] ?? []);
        });
    }

    public function boot(): void
    {
        Broadcast::extend('parley', function ($app, array $config) {
            return new ParleyBroadcaster(self::parley($config), (int) ($config['token_seconds'] ?? 600));
        });
    }

    private static function parley(array $config): Parley
    {
        return new Parley($config['url'] ?? null, $config['key'] ?? null, $config['token_secret'] ?? null);
    }
}
