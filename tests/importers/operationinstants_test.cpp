// Which instant a stamp of each database log is, what settled its zone, and which end of an operation it marks: expected values
// written by hand from the formats' specifications.

#include "importers/builtinimporters.h"
#include "tests/importers/sampleinstants.h"

#include <QTest>

using namespace faultline;
using namespace faultline::test;

class OperationInstantsTest : public QObject {
    Q_OBJECT

private slots:
    void aStampIsThisInstant_data();
    void aStampIsThisInstant();

private:
    ImporterRegistry m_registry{builtinImporters()};
};

void OperationInstantsTest::aStampIsThisInstant_data()
{
    // `record`: line of an operation; negative: line of a log line or an event; of documents the number of the operation.
    addInstantRows({
        {"ctime, 31 December in Europe/Paris", "mongodb-text", "mongod22_new_year.log", 4, "2012-12-31T22:59:59Z", "source-zone", "end"},
        {"ctime, the year after it", "mongodb-text", "mongod22_new_year.log", 5, "2012-12-31T23:00:01Z", "source-zone", "end"},
        {"ctime with milliseconds", "mongodb-text", "mongod24_replica_set.log", 7, "2014-10-09T15:21:10.001Z", "source-zone", "end"},
        {"ISO with +0200", "mongodb-text", "mongod42.log", 5, "2019-05-01T10:00:02.123Z", "offset", "end"},
        {"ISO with Z", "mongodb-text", "mongos36_utc.log", 6, "2020-02-07T00:59:16Z", "offset", "end"},
        {"a JSON line behind the text", "mongodb-text", "mongod42.log", 17, "2019-05-01T10:05:00Z", "offset", "end"},
        {"# Time with Z, not SET timestamp, the start", "mysql-slow", "mysql80_extra.log", 4, "2024-04-23T19:29:58.123456Z", "offset", "end"},
        {"# Time with +02:00", "mysql-slow", "mysql80_extra.log", 12, "2024-04-23T19:30:00.000001Z", "offset", "end"},
        {"SET timestamp where # Time has no zone", "mysql-slow", "percona_verbose.log", 4, "2014-04-26T23:45:55Z", "epoch", "end"},
        {"SET timestamp with insert_id", "mysql-slow", "percona_verbose.log", 21, "2014-04-26T23:45:56Z", "epoch", "end"},
        {"# Time alone, 1:43 in New York", "mysql-slow", "mariadb_local_time.log", 4, "2007-10-15T05:43:52Z", "source-zone", "end"},
        {"no # Time: the same second", "mysql-slow", "mariadb_local_time.log", 10, "2007-10-15T05:43:52Z", "source-zone", "end"},
        {"Z, when the statement arrives", "mysql-general", "mysql80.log", 5, "2024-04-23T19:29:58.300Z", "offset", "start"},
        {"yymmdd in Europe/Berlin, carried on", "mysql-general", "mysql50.log", 2, "2007-08-23T19:00:32Z", "source-zone", "start"},
        {"yymmdd and an hour of one digit", "mysql-general", "mysql50.log", 4, "2007-08-23T23:00:48Z", "source-zone", "start"},
        {"Z", "mysql-error", "mysql80.log", -2, "2024-04-23T19:29:51.000002Z", "offset", "unknown"},
        {"+02:00", "mysql-error", "mysql80.log", -5, "2024-04-23T19:30:00.000005Z", "offset", "unknown"},
        {"yymmdd in Europe/Berlin, winter", "mysql-error", "mysql55_mariadb.log", -2, "2015-03-10T13:21:21Z", "source-zone", "unknown"},
        {"ISO without zone in Europe/Berlin, summer", "mysql-error", "mysql55_mariadb.log", -8, "2024-07-01T12:23:00Z", "source-zone", "unknown"},
        {"time of the JSON sink", "mysql-error", "json_sink.log", -2, "2024-04-23T19:30:00.500Z", "offset", "unknown"},
        {"zone word UTC", "pgbouncer", "pgbouncer.log", -3, "2024-04-23T19:29:55.313Z", "zone-word", "end"},
        {"no zone: Europe/Paris in summer", "pgbouncer", "pgbouncer19_local.log", -2, "2018-09-12T14:09:05.350Z", "source-zone", "end"},
        {"syslog in Europe/Paris, summer", "postgresql-syslog", "rsyslog_pieces.log", 2, "2024-04-23T19:29:58Z", "source-zone", "end"},
        {"the server's stamp, not the collector's", "postgresql-syslog", "inner_stamp.log", 1, "2024-04-23T19:29:58.853Z", "zone-word", "end"},
        {"RFC 5424 with the server's stamp", "postgresql-syslog", "inner_stamp.log", -3, "2024-04-23T19:30:02.400Z", "zone-word", "end"},
        {"logplex with +00:00", "postgresql-syslog", "heroku.log", -3, "2024-04-23T19:30:11Z", "offset", "end"},
        {"timestamp of the entry", "postgresql-cloudsql", "entries.json", 2, "2024-04-23T19:30:00.200Z", "offset", "end"},
        {"a stamp in the text before the entry's", "postgresql-cloudsql", "entries.json", 4, "2024-04-23T19:30:01.250Z", "zone-word", "end"},
        {"log_time, not ts", "postgresql-cnpg", "pod.log", 2, "2024-04-23T19:29:58.853Z", "zone-word", "end"},
        {"ts in seconds", "postgresql-cnpg", "pod.log", -4, "2024-04-23T19:30:03.250Z", "epoch", "end"},
        {"Europe/Berlin in summer", "redis-log", "redis7.log", -6, "2025-07-18T17:09:00Z", "source-zone", "unknown"},
        {"seconds of a signal handler", "redis-log", "redis7.log", -10, "2025-07-18T19:11:40Z", "epoch", "unknown"},
        {"31 December without a year", "redis-log", "redis28_new_year.log", -1, "2013-12-31T23:59:58.119Z", "source-zone", "unknown"},
        {"the year after it", "redis-log", "redis28_new_year.log", -3, "2014-01-01T00:00:00.219Z", "source-zone", "unknown"},
        {"seconds when the command had run", "redis-slowlog", "redis-cli.txt", 1, "2024-04-23T19:29:58Z", "epoch", "end"},
        {"the same in JSON", "redis-slowlog", "redis-cli.json", 2, "2024-04-23T19:29:50Z", "epoch", "end"},
        {"Timestamp of ElastiCache", "redis-slowlog", "elasticache.json", 2, "2024-04-23T19:30:00Z", "epoch", "end"},
    });
}

void OperationInstantsTest::aStampIsThisInstant()
{
    QFETCH(int, record);
    const ReadSample read = readSampleOfRow(m_registry);
    QVERIFY(read.importer != nullptr);
    const bool isDocument = read.importer->info().framing == Framing::Document;
    OrderedJson found;
    std::size_t number = 0;
    for (const auto* list : {&read.sink.operations, &read.sink.logLines, &read.sink.events}) {
        for (const OrderedJson& entry : *list) {
            ++number;
            const bool isIt = isDocument ? number == static_cast<std::size_t>(record)
                                         : (list == &read.sink.operations) == (record > 0) && entry.at("line") == std::abs(record);
            if (isIt && found.is_null())
                found = entry;
        }
    }
    QVERIFY(found.is_object());
    compareWithRow(found, *read.importer);
}

QTEST_GUILESS_MAIN(OperationInstantsTest)
#include "operationinstants_test.moc"
