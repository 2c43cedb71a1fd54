// The shape of a statement: what it does, to which table, and when two statements are the same.

#include "importers/operations/shapehash.h"
#include "importers/operations/sqlshape.h"
#include "importers/operations/sqlshapecache.h"

#include <QTest>

#include <array>
#include <map>
#include <random>

using namespace faultline;

class SqlShapeTest : public QObject {
    Q_OBJECT

private slots:
    void namesOperationAndTable_data();
    void namesOperationAndTable();
    void removesLiterals_data();
    void removesLiterals();
    void survivesDamagedStatements_data();
    void survivesDamagedStatements();
    void statementsOfOneSkeletonHaveOneShape_data();
    void statementsOfOneSkeletonHaveOneShape();
    void namesStayInTheSkeleton();
    void writesSixteenDigits();
};

void SqlShapeTest::namesOperationAndTable_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QByteArray>("operation");
    QTest::addColumn<QByteArray>("target");
    const auto row = [](const char* name, const char* sql, const char* operation, const char* target) {
        QTest::newRow(name) << QByteArray(sql) << QByteArray(operation) << QByteArray(target);
    };
    row("insert", "INSERT INTO predictions (id, at) VALUES ('a', now())", "INSERT", "predictions");
    row("insert without blank", "insert into test(a) values(1)", "INSERT", "test");
    row("insert from select", "INSERT INTO test SELECT 'data' FROM generate_series(1, 100)", "INSERT", "test");
    row("insert on conflict", "INSERT INTO a VALUES (1) ON CONFLICT (id) DO UPDATE SET b = 1", "INSERT", "a");
    row("update", "UPDATE ONLY Public.Accounts SET n = n + 1", "UPDATE", "public.accounts");
    row("delete", "DELETE FROM test;", "DELETE", "test");
    row("delete using", "DELETE FROM a USING b WHERE a.id = b.id", "DELETE", "a");
    row("select", "SELECT * FROM t1", "SELECT", "t1");
    row("quoted", "select * from \"My Schema\".\"users\" \"u\"", "SELECT", "My Schema.users");
    row("backticks", "SELECT * FROM `db`.`t`", "SELECT", "db.t");
    row("derived table", "SELECT n FROM (SELECT n FROM pg_settings UNION ALL SELECT 'x') s", "SELECT", "pg_settings");
    row("function first", "SELECT * FROM generate_series(1, 3) g JOIN t2 ON true", "SELECT", "t2");
    row("extract", "SELECT extract(epoch FROM created) FROM jobs", "SELECT", "jobs");
    row("is distinct from", "SELECT a IS DISTINCT FROM b FROM c", "SELECT", "c");
    row("for update", "SELECT id FROM queue FOR UPDATE SKIP LOCKED", "SELECT", "queue");
    row("with delete", "WITH wf1 AS ( SELECT id FROM t1) DELETE FROM test WHERE col1 = wf1.id", "DELETE", "test");
    row("with select", "WITH a AS (SELECT 1 FROM t1), b AS (SELECT 2) SELECT * FROM a JOIN b ON true", "SELECT", "t1");
    row("with insert inside", "WITH n AS (INSERT INTO log VALUES (1) RETURNING id) SELECT * FROM n", "SELECT", "log");
    row("recursive", "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t) SELECT * FROM t, u", "SELECT", "");
    row("comment first", "/* app:web */ -- x\nSELECT 1 FROM a", "SELECT", "a");
    row("copy", "COPY country TO STDOUT (DELIMITER '|')", "COPY", "country");
    row("copy from", "COPY country FROM '/tmp/x'", "COPY", "country");
    row("create table", "CREATE TABLE IF NOT EXISTS test (data text)", "CREATE", "test");
    row("create index", "CREATE UNIQUE INDEX i ON predictions (id)", "CREATE", "predictions");
    row("lock", "lock TABLE t1 IN access exclusive mode", "LOCK", "t1");
    row("vacuum", "VACUUM ANALYZE t1", "VACUUM", "t1");
    row("truncate", "TRUNCATE t1", "TRUNCATE", "t1");
    row("cursor", "FETCH 1 FROM test_curs1", "FETCH", "");
    row("declare", "DECLARE c CURSOR FOR SELECT * FROM test", "DECLARE", "test");
    row("begin", "BEGIN;", "BEGIN", "");
    row("commit", "COMMIT", "COMMIT", "");
    row("explain", "explain (analyze, buffers) select * from t", "EXPLAIN", "t");
    row("nothing", "", "", "");
}

void SqlShapeTest::namesOperationAndTable()
{
    QFETCH(QByteArray, sql);
    QFETCH(QByteArray, operation);
    QFETCH(QByteArray, target);
    const SqlShape shape = sqlShapeOf(sql.toStdString());
    QCOMPARE(QByteArray::fromStdString(shape.operation), operation);
    QCOMPARE(QByteArray::fromStdString(shape.target), target);
}

void SqlShapeTest::removesLiterals_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const char* sql, const char* text) {
        QTest::newRow(name) << QByteArray(sql) << QByteArray(text);
    };
    row("blanks and case", "SELECT  *\n\tFROM  T1 ;", "select * from t1");
    row("strings", "SELECT 'it''s', E'a\\'b', x'ff', N'y' FROM t", "select ? from t");
    row("dollar quotes", "SELECT $q$ it's $1 $q$, $$b$$", "select ?");
    row("parameters", "SELECT * FROM t WHERE a=$1 AND b=?", "select * from t where a = ? and b = ?");
    row("in list", "SELECT 1 FROM t WHERE a IN (1,2,3) AND b IN ('x')", "select ? from t where a in (?) and b in (?)");
    row("values rows", "INSERT INTO t (a,b) VALUES (1, now()), (2, now()), (3, now())",
        "insert into t(a, b) values (?, now())");
    row("literal rows", "INSERT INTO t VALUES (1,'a'),(2,'b')", "insert into t values (?)");
    row("signs in a list", "VALUES (4, 1, -3329, +2)", "values (?)");
    row("sign after an operator", "SELECT a FROM t WHERE b =-1 AND c > - 2", "select a from t where b = ? and c > ?");
    row("subtraction", "UPDATE b SET n = n - 4897, m = (n) - 1", "update b set n = n - ?, m = (n) - ?");
    row("numbers", "SELECT 1.5e-3, .5, 0xFF, 12 FROM t2", "select ? from t2");
    row("null as a value", "INSERT INTO t VALUES (NULL, true, 1)", "insert into t values (?)");
    row("null as a test", "SELECT 1 FROM t WHERE a IS NULL AND b IS NOT NULL",
        "select ? from t where a is null and b is not null");
    row("comments", "SELECT a -- one\n, b /* two /* nested */ */ FROM t", "select a, b from t");
    row("casts", "SELECT a::text, '5'::int", "select a::text, ?::int");
    row("quoted names keep their case", "SELECT \"Id\" FROM \"Users\"", "select \"Id\" from \"Users\"");
    row("json operators", "SELECT d->>'k' FROM t WHERE d @> '{}'", "select d ->> ? from t where d @> ?");
    row("function", "SELECT count(*), f(1, 2)", "select count(*), f(?)");
}

void SqlShapeTest::removesLiterals()
{
    QFETCH(QByteArray, sql);
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(sqlShapeOf(sql.toStdString()).text), text);
}

void SqlShapeTest::survivesDamagedStatements_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::newRow("open string") << QByteArray("SELECT 'abc");
    QTest::newRow("open escape string") << QByteArray("SELECT E'abc\\");
    QTest::newRow("open comment") << QByteArray("SELECT /* a");
    QTest::newRow("open dollar quote") << QByteArray("SELECT $a$ b");
    QTest::newRow("open name") << QByteArray("SELECT * FROM \"");
    QTest::newRow("lone dollar") << QByteArray("SELECT $");
    QTest::newRow("only closing") << QByteArray("))))) FROM a");
    QTest::newRow("deep nesting") << QByteArray("SELECT ") + QByteArray("(a,").repeated(100'000);
    QTest::newRow("deep nesting, closed") << QByteArray("(").repeated(100'000) + QByteArray("),").repeated(100'000);
    QTest::newRow("not UTF-8") << QByteArray("SELECT \xff\xfe FROM \xc3(");
    QTest::newRow("a zero byte") << QByteArray("SELECT \0 FROM a", 15);
    QTest::newRow("long list") << QByteArray("SELECT 1 WHERE a IN (") + QByteArray("1,").repeated(200'000);
}

void SqlShapeTest::survivesDamagedStatements()
{
    QFETCH(QByteArray, sql);
    const SqlShape shape = sqlShapeOf(sql.toStdString());
    QVERIFY(shape.text.size() <= 4 * static_cast<std::size_t>(sql.size()));
    QVERIFY(shape.hash != 0);
}

void SqlShapeTest::statementsOfOneSkeletonHaveOneShape_data()
{
    QTest::addColumn<int>("dialect");
    QTest::newRow("PostgreSQL") << static_cast<int>(SqlDialect::PostgreSql);
    QTest::newRow("MySQL") << static_cast<int>(SqlDialect::MySql);
}

void SqlShapeTest::statementsOfOneSkeletonHaveOneShape()
{
    QFETCH(int, dialect);
    const auto sqlDialect = static_cast<SqlDialect>(dialect);
    constexpr std::array<std::string_view, 31> pieces = {
        "SELECT", " ", " ", "'", "'", "\"", "`", "7", "12", "1.5", ".5", "e", "x", "t1", "$2", "$a$", "--", "-", "/*", "*/", "#", "\\",
        "(", ")", ",", "=", "FROM", "\n", "0x1F", ":", "\xC3\xA9"};
    std::mt19937 random(20240423);
    std::map<std::string, std::string> shapes;
    std::string skeleton;
    int repeated = 0;
    for (int round = 0; round < 60'000; ++round) {
        std::string statement;
        for (auto count = random() % 8; count > 0; --count)
            statement += pieces[random() % pieces.size()];
        if (!makeSqlSkeleton(statement, skeleton))
            continue;
        const SqlShape shape = sqlShapeOf(statement, sqlDialect);
        const std::string told = shape.operation + "|" + shape.target + "|" + shape.text;
        const auto [known, isNew] = shapes.emplace(skeleton, told);
        repeated += isNew ? 0 : 1;
        QVERIFY2(known->second == told, (statement + " is of the skeleton " + skeleton).c_str());
    }
    QVERIFY(repeated > 1000);
}

void SqlShapeTest::namesStayInTheSkeleton()
{
    std::string skeleton;
    QVERIFY(makeSqlSkeleton("SELECT a1, 'it''s 7' FROM \"t 2\" WHERE id = 4711 AND x > -1.5", skeleton));
    QCOMPARE(QByteArray::fromStdString(skeleton), QByteArray("SELECT a1, '''' FROM \"t 2\" WHERE id = 0 AND x > -0.0"));
    QVERIFY(!makeSqlSkeleton("SELECT E'\\'1'", skeleton));
}

void SqlShapeTest::writesSixteenDigits()
{
    QCOMPARE(QByteArray::fromStdString(shapeHashText(0xABC)), QByteArray("0000000000000abc"));
    QCOMPARE(sqlShapeOf("select 1").hash, sqlShapeOf("SELECT  2;").hash);
    QVERIFY(sqlShapeOf("select a").hash != sqlShapeOf("select b").hash);
}

QTEST_GUILESS_MAIN(SqlShapeTest)
#include "sqlshape_test.moc"
