// The emoji to choose from, each with words to find it by.

import type { TextKey } from "../i18n/words.ts";

export interface Emoji {
  readonly sign: string;
  readonly words: string;
}

export interface Category {
  readonly title: TextKey;
  readonly sign: string;
  readonly all: readonly Emoji[];
}

function category(title: TextKey, sign: string, table: string): Category {
  const all = table
    .trim()
    .split(/\s*\n\s*/)
    .map((line) => {
      const end = line.indexOf(" ");
      return { sign: line.slice(0, end), words: line.slice(end + 1) };
    });
  return { title, sign, all };
}

export const CATEGORIES: readonly Category[] = [
  category(
    "emoji.smileys",
    "😀",
    `😀 smile grin happy
    😃 smile happy open
    😄 smile happy laugh eyes
    😁 grin teeth happy
    😆 laugh squint haha
    😅 sweat laugh relief
    🤣 laugh floor rofl
    😂 laugh joy tears haha
    🙂 smile slight
    🙃 upside down silly irony
    😉 wink
    😊 smile blush happy
    😇 angel halo innocent
    🥰 love hearts adore
    😍 love heart eyes
    🤩 star eyes wow excited
    😘 kiss heart
    😗 kiss
    😚 kiss blush
    😋 yum tasty tongue
    😛 tongue
    😜 tongue wink crazy
    🤪 zany crazy goofy
    😝 tongue squint
    🤑 money rich
    🤗 hug
    🤭 giggle oops hand
    🤫 quiet hush secret
    🤔 think hmm
    🤐 zip mouth quiet
    🤨 eyebrow doubt
    😐 neutral meh
    😑 expressionless
    😶 no mouth silent
    😏 smirk
    😒 unamused bored
    🙄 eyes roll
    😬 grimace awkward
    😌 relieved calm
    😔 sad pensive
    😪 sleepy tired
    😴 sleep zzz
    😷 mask sick
    🤒 fever sick
    🤕 hurt bandage sick
    🤢 sick nausea
    🤮 vomit sick
    🤧 sneeze cold sick
    🥵 hot heat
    🥶 cold freeze
    🥴 dizzy woozy drunk
    😵 dizzy
    🤯 mind blown explode wow
    🤠 cowboy hat
    🥳 party celebrate birthday
    😎 cool sunglasses
    🤓 nerd glasses
    🧐 monocle inspect
    😕 confused
    😟 worried
    🙁 sad frown
    😮 wow surprise open mouth
    😯 surprise hushed
    😲 astonished wow
    😳 flushed blush shame
    🥺 please puppy eyes
    😦 frown open
    😧 anguish
    😨 fear scared
    😰 anxious sweat
    😥 sad relief
    😢 cry sad tear
    😭 cry sob loud
    😱 scream fear shock
    😖 confounded
    😣 persevere
    😞 disappointed sad
    😓 sweat down
    😩 weary tired
    😫 tired
    🥱 yawn bored tired
    😤 huff proud angry
    😡 angry rage red
    😠 angry
    🤬 swear angry
    😈 devil smile
    💀 skull dead
    💩 poop
    🤡 clown
    👻 ghost
    👽 alien
    🤖 robot
    😺 cat smile
    😻 cat love heart
    🙈 monkey see no evil
    🙉 monkey hear no evil
    🙊 monkey speak no evil`,
  ),
  category(
    "emoji.people",
    "👋",
    `👋 wave hello bye hand
    🤚 hand raised back
    🖐️ hand fingers
    ✋ hand stop high five
    🖖 spock hand
    👌 ok hand perfect
    🤏 pinch small
    ✌️ peace victory hand
    🤞 luck fingers crossed
    🤟 love you hand
    🤘 rock horns hand
    🤙 call hand
    👈 left point
    👉 right point
    👆 up point
    👇 down point
    ☝️ one point up
    👍 thumbs up yes good like
    👎 thumbs down no bad
    ✊ fist
    👊 fist bump punch
    👏 clap applause bravo
    🙌 hands up hooray
    👐 open hands
    🤲 palms
    🤝 handshake deal agree
    🙏 thanks please pray
    ✍️ write hand
    💅 nails
    🤳 selfie phone
    💪 strong muscle
    👂 ear listen
    👀 eyes look see
    🧠 brain smart
    👶 baby
    🧒 child
    👦 boy
    👧 girl
    🧑 person
    👨 man
    👩 woman
    🧓 older person
    👴 old man grandfather
    👵 old woman grandmother
    🙅 no gesture
    🙆 ok gesture
    🙋 hand raise question
    🤦 facepalm
    🤷 shrug know
    🧑‍💻 computer work programmer
    🧑‍🏫 teacher school
    🧑‍🍳 cook chef
    🧑‍🌾 farmer garden
    🧑‍🚀 astronaut space
    👮 police
    🕵️ detective
    👷 builder work
    🦸 hero
    🧙 wizard magic
    🧜 mermaid
    🚶 walk
    🏃 run
    💃 dance woman
    🕺 dance man
    👫 couple
    👪 family
    💑 couple love
    🗣️ speak talk head
    👤 person shadow
    👥 people group`,
  ),
  category(
    "emoji.nature",
    "🌿",
    `🐶 dog pet
    🐱 cat pet
    🐭 mouse
    🐹 hamster pet
    🐰 rabbit easter
    🦊 fox
    🐻 bear
    🐼 panda
    🐨 koala
    🐯 tiger
    🦁 lion
    🐮 cow
    🐷 pig
    🐸 frog
    🐵 monkey
    🐔 chicken
    🐧 penguin
    🐦 bird
    🐤 chick
    🦆 duck
    🦉 owl
    🐺 wolf
    🐴 horse
    🦄 unicorn
    🐝 bee honey
    🐛 bug
    🦋 butterfly
    🐌 snail slow
    🐞 ladybird bug
    🐢 turtle slow
    🐍 snake
    🐙 octopus
    🦀 crab
    🐠 fish
    🐬 dolphin
    🐳 whale
    🐘 elephant
    🐑 sheep
    🐕 dog
    🐈 cat
    🐓 rooster
    🦔 hedgehog
    🐾 paws
    🌵 cactus
    🎄 christmas tree
    🌲 tree forest
    🌳 tree
    🌴 palm beach
    🌱 seedling plant grow
    🌿 herb leaf
    ☘️ clover
    🍀 luck clover
    🍁 autumn leaf
    🍂 autumn leaves
    🍄 mushroom
    💐 flowers bouquet
    🌷 tulip flower
    🌹 rose flower
    🌻 sunflower
    🌼 flower
    🌸 blossom flower spring
    🌞 sun
    🌝 moon
    🌙 moon night
    ⭐ star
    🌟 star shine
    ✨ sparkles shine
    ⚡ lightning fast
    🔥 fire hot
    💥 boom explosion
    ☀️ sun weather
    ⛅ cloud sun weather
    ☁️ cloud weather
    🌧️ rain weather
    ⛈️ storm weather
    🌈 rainbow
    ❄️ snow cold
    ⛄ snowman winter
    💧 drop water
    🌊 wave sea`,
  ),
  category(
    "emoji.food",
    "🍎",
    `🍏 apple green fruit
    🍎 apple fruit
    🍐 pear fruit
    🍊 orange fruit
    🍋 lemon fruit
    🍌 banana fruit
    🍉 melon fruit summer
    🍇 grapes fruit
    🍓 strawberry fruit
    🍒 cherry fruit
    🍑 peach fruit
    🥭 mango fruit
    🍍 pineapple fruit
    🥥 coconut
    🥝 kiwi fruit
    🍅 tomato
    🥑 avocado
    🍆 aubergine
    🥔 potato
    🥕 carrot
    🌽 corn
    🌶️ pepper hot
    🥒 cucumber
    🥦 broccoli
    🧄 garlic
    🧅 onion
    🍞 bread
    🥐 croissant breakfast
    🥨 pretzel
    🧀 cheese
    🥚 egg
    🍳 egg breakfast cook
    🥞 pancakes breakfast
    🥓 bacon
    🍔 burger
    🍟 fries
    🍕 pizza
    🌭 hot dog
    🥪 sandwich
    🌮 taco
    🥗 salad
    🍝 pasta spaghetti
    🍜 noodles soup ramen
    🍲 stew soup
    🍣 sushi
    🍚 rice
    🥟 dumpling
    🍤 shrimp
    🍦 ice cream
    🍩 doughnut
    🍪 cookie biscuit
    🎂 cake birthday
    🍰 cake
    🧁 cupcake
    🍫 chocolate
    🍬 sweet candy
    🍯 honey
    ☕ coffee
    🍵 tea
    🥛 milk
    🍺 beer
    🍻 beer cheers
    🥂 cheers champagne
    🍷 wine
    🍸 cocktail
    🧃 juice
    🍴 fork knife eat`,
  ),
  category(
    "emoji.activity",
    "⚽",
    `⚽ football soccer ball
    🏀 basketball ball
    🏈 american football
    ⚾ baseball
    🎾 tennis
    🏐 volleyball
    🏓 table tennis ping pong
    🏸 badminton
    🥊 boxing
    ⛳ golf
    🎣 fishing
    🎿 ski winter
    ⛷️ ski
    🏂 snowboard
    🏄 surf
    🏊 swim
    🚴 bicycle ride
    🧘 yoga calm
    🏆 trophy win cup
    🥇 gold medal first win
    🥈 silver medal second
    🥉 bronze medal third
    🎯 target dart goal
    🎲 dice game
    🧩 puzzle
    ♟️ chess
    🎮 game controller
    🎳 bowling
    🎨 art paint
    🎭 theatre
    🎤 microphone sing
    🎧 headphones music
    🎵 music note
    🎶 music notes
    🎹 piano music
    🥁 drum music
    🎸 guitar music
    🎻 violin music
    🎺 trumpet music
    🎬 film movie
    📷 camera photo
    🎉 party tada celebrate
    🎊 confetti party
    🎈 balloon party
    🎁 gift present
    🎃 halloween pumpkin
    🎆 fireworks
    🎟️ ticket`,
  ),
  category(
    "emoji.travel",
    "🚗",
    `🚗 car
    🚕 taxi
    🚌 bus
    🚎 trolleybus
    🏎️ race car fast
    🚓 police car
    🚑 ambulance
    🚒 fire engine
    🚚 truck delivery
    🚜 tractor
    🚲 bicycle
    🛴 scooter
    🏍️ motorcycle
    🚂 train steam
    🚆 train
    🚇 metro underground
    ✈️ plane travel
    🚀 rocket launch fast
    🛸 ufo
    🚁 helicopter
    ⛵ sail boat
    🚢 ship
    ⚓ anchor
    🚦 traffic light
    🗺️ map
    🗽 statue liberty
    🗼 tower
    🏰 castle
    🎡 ferris wheel
    🎢 roller coaster
    ⛲ fountain
    ⛺ tent camp
    🏖️ beach summer
    🏝️ island
    🏔️ mountain snow
    ⛰️ mountain
    🌋 volcano
    🏠 house home
    🏡 house garden
    🏢 office building
    🏥 hospital
    🏫 school
    🏭 factory
    ⛪ church
    🕌 mosque
    🌅 sunrise
    🌃 night city
    🌍 earth world
    🧭 compass
    ⏰ alarm clock time
    ⌛ hourglass time wait
    🌡️ thermometer`,
  ),
  category(
    "emoji.objects",
    "💡",
    `💡 idea light bulb
    🔦 torch light
    🕯️ candle
    📱 phone mobile
    ☎️ telephone
    💻 computer laptop
    🖥️ computer screen
    ⌨️ keyboard
    🖨️ printer
    🖱️ mouse computer
    💾 disk save
    📺 television
    📻 radio
    🔋 battery
    🔌 plug power
    📚 books
    📖 book read
    📰 newspaper
    🔖 bookmark
    💰 money bag
    💵 money dollar
    💳 card pay
    🧾 receipt
    ✉️ letter mail
    📧 email
    📦 package parcel
    📮 post box
    ✏️ pencil write
    🖊️ pen write
    📝 note write
    📁 folder
    📅 calendar date
    📈 chart up grow
    📉 chart down
    📊 chart bars
    📌 pin
    📎 paperclip
    📏 ruler
    ✂️ scissors cut
    🗑️ bin trash
    🔒 lock closed
    🔓 lock open
    🔑 key
    🔨 hammer tool
    🛠️ tools
    ⚙️ gear settings
    🧲 magnet
    🔬 microscope science
    🔭 telescope
    💊 pill medicine
    💉 syringe
    🚪 door
    🛏️ bed sleep
    🚿 shower
    🧹 broom clean
    🧺 basket
    👕 shirt clothes
    👗 dress
    👟 shoe
    👑 crown king queen
    🎒 backpack
    👓 glasses
    ☂️ umbrella
    💍 ring
    💎 gem`,
  ),
  category(
    "emoji.symbols",
    "❤️",
    `❤️ heart love red
    🧡 heart orange love
    💛 heart yellow love
    💚 heart green love
    💙 heart blue love
    💜 heart purple love
    🖤 heart black
    🤍 heart white
    💔 heart broken
    💕 hearts love
    💖 heart sparkle love
    💯 hundred perfect
    ✅ check done yes
    ☑️ check box
    ✔️ check done
    ❌ cross no wrong
    ❎ cross
    ➕ plus
    ➖ minus
    ❓ question
    ❗ exclamation important
    ‼️ exclamation
    ⚠️ warning
    🚫 no forbidden
    ⛔ stop no entry
    🛑 stop
    💤 sleep zzz
    💬 speech talk chat
    💭 thought
    🔔 bell
    🔕 bell silent
    🔍 search magnifier
    🔗 link
    ♻️ recycle
    🆗 ok
    🆕 new
    🆒 cool
    🆓 free
    🔝 top
    🔜 soon
    ⬆️ arrow up
    ⬇️ arrow down
    ⬅️ arrow left
    ➡️ arrow right
    🔄 again refresh
    ▶️ play
    ⏸️ pause
    ⏹️ stop
    🔴 red circle
    🟠 orange circle
    🟡 yellow circle
    🟢 green circle
    🔵 blue circle
    🟣 purple circle
    ⚪ white circle
    ⚫ black circle
    🏁 flag finish
    🚩 flag red
    🏳️ flag white
    🏳️‍🌈 flag rainbow
    ☮️ peace
    ♥️ heart
    ☕ break`,
  ),
];

/** What readers of other languages type, and the words above that it stands for. */
export const TRANSLATED: Record<string, Record<string, string>> = {
  "zh-Hans": {
    笑: "smile laugh", 哈: "haha laugh", 开心: "happy", 高兴: "happy", 爱: "love", 喜欢: "love like", 心: "heart",
    哭: "cry", 难过: "sad", 伤心: "sad", 生气: "angry", 怒: "angry", 亲: "kiss", 酷: "cool", 想: "think", 惊: "wow surprise",
    怕: "fear scared", 睡: "sleep", 困: "tired", 病: "sick", 赞: "thumbs good", 好: "good ok", 不: "no", 是: "yes",
    手: "hand", 谢: "thanks", 求: "please", 再见: "bye", 你好: "hello", 鼓掌: "clap", 加油: "strong", 狗: "dog", 猫: "cat",
    花: "flower", 树: "tree", 太阳: "sun", 月: "moon", 星: "star", 雨: "rain", 雪: "snow", 火: "fire", 水: "water",
    吃: "eat", 水果: "fruit", 蛋糕: "cake", 咖啡: "coffee", 茶: "tea", 酒: "wine beer", 面: "noodles", 米饭: "rice",
    球: "ball", 音乐: "music", 游戏: "game", 礼物: "gift", 生日: "birthday", 派对: "party", 车: "car", 飞机: "plane",
    火箭: "rocket", 家: "home", 书: "book", 电脑: "computer", 手机: "phone", 钱: "money", 时间: "time", 对: "check",
    错: "wrong", 警告: "warning", 问: "question", 红: "red", 绿: "green", 蓝: "blue",
  },
  ru: {
    улыб: "smile", сме: "laugh", ха: "haha laugh", рад: "happy", счаст: "happy", люб: "love", серд: "heart angry",
    плач: "cry", груст: "sad", печал: "sad", зл: "angry", поцел: "kiss", крут: "cool", дума: "think", удив: "surprise wow",
    страх: "fear", страш: "scared", сон: "sleep", спать: "sleep", устал: "tired", бол: "sick", класс: "thumbs good",
    хорош: "good", лайк: "like", нет: "no", да: "yes", рук: "hand", спасибо: "thanks", пожалуйста: "please", пока: "bye",
    привет: "hello", аплод: "clap", сил: "strong", собак: "dog", кот: "cat", кош: "cat", цвет: "flower", дерев: "tree",
    солн: "sun", лун: "moon", звезд: "star", дожд: "rain", снег: "snow", огонь: "fire", вод: "water", еда: "eat",
    фрукт: "fruit", торт: "cake", кофе: "coffee", чай: "tea", вин: "wine", пив: "beer", мяч: "ball", музык: "music",
    игр: "game", подар: "gift", праздн: "party", рожден: "birthday", машин: "car", самол: "plane", ракет: "rocket",
    дом: "home house", книг: "book", компьют: "computer", телефон: "phone", деньг: "money", врем: "time", галоч: "check",
    ошиб: "wrong", вним: "warning", вопрос: "question", красн: "red", зелен: "green", син: "blue",
  },
};
