// The same import and breakdown in DuckDB, for scripts/bench: node duckdb.mjs LOG DATABASE. Prints one JSON line.
import { DuckDBInstance } from '@duckdb/node-api';
import { rmSync, statSync } from 'node:fs';

const [log, path] = process.argv.slice(2);
rmSync(path, { force: true });
const instance = await DuckDBInstance.create(path, { threads: '2' });
const connection = await instance.connect();
const seconds = async (sql) => {
    const begun = process.hrtime.bigint();
    await connection.runAndReadAll(sql);
    return Number(process.hrtime.bigint() - begun) / 1e9;
};

const pattern = String.raw`^(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) ([^ "?]+)(\?[^ "]*)? ([^"]+)" (\d{3}) (\d+|-) "([^"]*)" "([^"]*)" ([0-9.]+)$`;
const importSeconds = await seconds(`
    CREATE TABLE request AS
    SELECT f.ip AS client_ip, strptime(f.time, '%d/%b/%Y:%H:%M:%S %z') AS time, f.method AS method, f.path AS path, f.query AS query,
           f.protocol AS protocol, f.status::SMALLINT AS status, try_cast(f.bytes AS BIGINT) AS bytes_out, f.referer AS referer,
           f.agent AS user_agent, f.duration::DOUBLE AS duration
    FROM (SELECT regexp_extract(line, '${pattern}', ['ip', 'time', 'method', 'path', 'query', 'protocol', 'status', 'bytes',
                 'referer', 'agent', 'duration']) AS f
          FROM read_csv('${log}', columns = {'line': 'VARCHAR'}, delim = e'\\x01', quote = '', escape = '', header = false, auto_detect = false));
    CHECKPOINT`);

const breakdown = `
    SELECT path, count(*) AS count, sum(duration) AS duration_sum, quantile_disc(duration, 0.5), quantile_disc(duration, 0.95),
           quantile_disc(duration, 0.99), sum(bytes_out), count(*) FILTER (status >= 500)
    FROM request GROUP BY path ORDER BY count DESC`;
const breakdownSeconds = [];
for (let run = 0; run < 5; ++run)
    breakdownSeconds.push(await seconds(breakdown));
const countSeconds = [];
for (let run = 0; run < 5; ++run)
    countSeconds.push(await seconds('SELECT path, count(*), sum(duration) FROM request GROUP BY path ORDER BY 2 DESC LIMIT 20'));
connection.closeSync();
instance.closeSync();
console.log(JSON.stringify({
    import_s: importSeconds, bytes: statSync(path).size, breakdown_s: Math.min(...breakdownSeconds), count_s: Math.min(...countSeconds),
}));
