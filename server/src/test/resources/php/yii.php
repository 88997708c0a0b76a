<?php

declare(strict_types=1);

// What a component of Yii 2 relies on, in our own words: its public properties are set from its configuration.

namespace yii\base;

class Component
{
    public function __construct(array $config = [])
    {
        foreach ($config as $name => $value) {
            if (!property_exists($this, $name)) {
                throw new \LogicException(static::class . " has no property $name");
            }
            $this->$name = $value;
        }
        $this->init();
    }

    public function init()
    {
    }
}
