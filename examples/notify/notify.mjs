// PARLEY_API_KEY=… node notify.mjs
const answer = await fetch("http://127.0.0.1:8000/api/user_publish", {
  method: "POST",
  headers: { "Content-Type": "application/json", "X-API-Key": process.env.PARLEY_API_KEY },
  body: JSON.stringify({ user: "42", data: { title: "You have mail" } }),
});
console.log(await answer.text());
