// A store that speaks S3 and checks signatures: s3-server.mjs FOLDER PORT BUCKET. Says its port when it is there.
import S3rver from '@20minutes/s3rver';

const [directory, port, name] = process.argv.slice(2);
const server = new S3rver({
  address: '127.0.0.1', port: Number(port), silent: true, directory, configureBuckets: [{ name, configs: [] }],
});
console.log((await server.run()).port);
process.stdin.on('end', () => process.exit()).resume();
