#include "app/query/filter.h"
#include "app/query/filtermatcher.h"
#include "tests/support/querycase.h"

#include <QTest>

using namespace faultline;
using namespace faultline::test;

namespace {

/// The tree in prefix form: and(status>=500, not(path~"^/api/")).
std::string written(const FilterNode& node)
{
    static const std::vector<std::string> signs{"=", "!=", "<", "<=", ">", ">=", "~", ":", " in "};
    std::string text;
    if (node.kind == FilterNode::Kind::Compare) {
        text = node.field + signs[static_cast<std::size_t>(node.comparison)];
        for (std::size_t i = 0; i < node.values.size(); ++i)
            text += (i == 0 ? "" : "|") + node.values[i];
        return text;
    }
    text = node.kind == FilterNode::Kind::And ? "and(" : node.kind == FilterNode::Kind::Or ? "or(" : "not(";
    for (std::size_t i = 0; i < node.children.size(); ++i)
        text += (i == 0 ? "" : ", ") + written(node.children[i]);
    return text + ")";
}

}    // namespace

class FilterTest : public QObject {
    Q_OBJECT

private slots:
    void readsTheGrammar_data();
    void readsTheGrammar();
    void namesThePositionAndWhatWasExpected_data();
    void namesThePositionAndWhatWasExpected();
    void refusesHostileNestingAndLength();
    void readsQuantities_data();
    void readsQuantities();
    void matchesRecords_data();
    void matchesRecords();
    void refusesComparisonsThatMakeNoSense_data();
    void refusesComparisonsThatMakeNoSense();

private:
    std::unique_ptr<QueryCase> m_case;
};

void FilterTest::readsTheGrammar_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("tree");
    const auto row = [](const char* text, const char* tree) { QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(tree); };
    row("status>=500", "status>=500");
    row("  status  >=  500  ", "status>=500");
    row("status>=500 and path~\"^/api/\" and not user_agent:\"Java/\"",
        "and(status>=500, path~^/api/, not(user_agent:Java/))");
    row("a=1 or b=2 and c=3", "or(a=1, and(b=2, c=3))");
    row("(a=1 or b=2) and c=3", "and(or(a=1, b=2), c=3)");
    row("not a=1 and b=2", "and(not(a=1), b=2)");
    row("not (a=1 and b=2)", "not(and(a=1, b=2))");
    row("not not a=1", "not(not(a=1))");
    row("A=1 AND NOT b=2 OR c=3", "or(and(A=1, not(b=2)), c=3)");
    row("status in (200, 204,206)", "status in 200|204|206");
    row("method in (\"GET\",\"PO ST\")", "method in GET|PO ST");
    row("path=\"a \\\"quoted\\\" \\\\ \\d+\"", "path=a \"quoted\" \\ \\d+");
    row("path=\"\"", "path=");
    row("time>=2024-04-23T21:00 and time<2024-04-23T22:00:00.5+02:00", "and(time>=2024-04-23T21:00, time<2024-04-23T22:00:00.5+02:00)");
    row("duration>500ms", "duration>500ms");
    row("a!=1 or b<=2 or c<3 or d>4", "or(a!=1, b<=2, c<3, d>4)");
    row("user_agent=Mozilla/5.0,x", "user_agent=Mozilla/5.0,x");
    row("android=1 and nothing=2 or organ=3", "or(and(android=1, nothing=2), organ=3)");
    row("path~^/api/[a-z]+$", "path~^/api/[a-z]+$");
    row("(((a=1)))", "a=1");
}

void FilterTest::readsTheGrammar()
{
    QFETCH(QString, expression);
    QFETCH(QString, tree);
    const auto filter = Filter::parse(expression.toStdString());
    QVERIFY2(filter, filter ? "" : filter.error().message().c_str());
    QVERIFY(filter->root);
    QCOMPARE(QString::fromStdString(written(*filter->root)), tree);
}

void FilterTest::namesThePositionAndWhatWasExpected_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<int>("position");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* text, int position, const char* expected) {
        QTest::newRow(text) << QString::fromUtf8(text) << position << QString::fromUtf8(expected);
    };
    row("status", 7, "one of = != <");
    row("status 500", 8, "one of = != <");
    row("status>=", 9, "a value");
    row("status>= and a=1", 14, "\"and\", \"or\" or the end");
    row("=500", 1, "a field name");
    row("a=1 b=2", 5, "\"and\", \"or\" or the end");
    row("a=1 and", 8, "a field name");
    row("a=1 or or b=2", 8, "a field name");
    row("(a=1", 5, "\")\"");
    row("a=1)", 4, "no open parenthesis");
    row("()", 2, "a field name");
    row("status in 200", 11, "\"(\" after in");
    row("status in (200", 15, "\",\" or \")\"");
    row("status in ()", 12, "a value");
    row("status in (1,,2)", 14, "a value");
    row("path=\"open", 6, "closing double quote");
    row("path='x'", 6, "double quotes");
    row("path~^/(a|b)", 8, "double quotes");
    row("not", 4, "a field name");
    row("1=1", 1, "a field name");
}

void FilterTest::namesThePositionAndWhatWasExpected()
{
    QFETCH(QString, expression);
    QFETCH(int, position);
    QFETCH(QString, expected);
    const auto filter = Filter::parse(expression.toStdString());
    QVERIFY(!filter);
    QCOMPARE(filter.error().kind, ErrorKind::Usage);
    const QString message = QString::fromStdString(filter.error().message());
    QVERIFY2(message.contains(QStringLiteral("position %1 ").arg(position)), qPrintable(message));
    QVERIFY2(message.contains(expected), qPrintable(message));
}

void FilterTest::refusesHostileNestingAndLength()
{
    const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "a=1" + std::string(depth, ')'); };
    QVERIFY(Filter::parse(nested(100)));
    QVERIFY(!Filter::parse(nested(101)));
    QVERIFY(!Filter::parse(nested(30'000)));
    std::string nots;
    for (int i = 0; i < 10'000; ++i)
        nots += "not ";
    QVERIFY(!Filter::parse(nots + "a=1"));
    QVERIFY(!Filter::parse("a=" + std::string(70'000, 'x')));
    std::string chain = "a=1";
    for (int i = 0; i < 5000; ++i)
        chain += " or a=1";
    const auto flat = Filter::parse(chain);
    QVERIFY(flat);
    QCOMPARE(flat->root->children.size(), std::size_t{5001});
    const auto empty = Filter::parse("  \t ");
    QVERIFY(empty);
    QVERIFY(empty->isEmpty());
    QVERIFY(!Filter::parse(std::string("a=1\0b", 5) + "\x1b[31m ("));
}

void FilterTest::readsQuantities_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("type");
    QTest::addColumn<qlonglong>("value");    // absent = refused
    const auto row = [](const char* text, FieldType type, std::int64_t value) {
        QTest::addRow("%s as %d", text, static_cast<int>(type)) << QString::fromUtf8(text) << static_cast<int>(type) << qlonglong{value};
    };
    row("500", FieldType::Integer, 500);
    row("-1", FieldType::Integer, -1);
    row("+7", FieldType::Integer, 7);
    row("500ms", FieldType::Nanoseconds, 500'000'000);
    row("2s", FieldType::Nanoseconds, 2'000'000'000);
    row("1.5 s", FieldType::Nanoseconds, 1'500'000'000);
    row("0.004s", FieldType::Nanoseconds, 4'000'000);
    row("3us", FieldType::Nanoseconds, 3000);
    row("3\xc2\xb5s", FieldType::Nanoseconds, 3000);
    row("2min", FieldType::Nanoseconds, 120'000'000'000);
    row("1h", FieldType::Nanoseconds, 3'600'000'000'000);
    row("250", FieldType::Nanoseconds, 250);
    row("1MB", FieldType::Bytes, 1'000'000);
    row("3KiB", FieldType::Bytes, 3072);
    row("1.5kB", FieldType::Bytes, 1500);
    row("12B", FieldType::Bytes, 12);
    row("1MB", FieldType::Nanoseconds, absent);
    row("2s", FieldType::Bytes, absent);
    row("5x", FieldType::Integer, absent);
    row("1.5", FieldType::Integer, absent);
    row("", FieldType::Integer, absent);
    row("ms", FieldType::Nanoseconds, absent);
    row("nan", FieldType::Integer, absent);
    row("99999999999999999999", FieldType::Integer, absent);
    row("-9223372036854775808", FieldType::Integer, absent);
    row("99999999999999h", FieldType::Nanoseconds, absent);
    row("1.2.3s", FieldType::Nanoseconds, absent);
    row("--1", FieldType::Integer, absent);
}

void FilterTest::readsQuantities()
{
    QFETCH(QString, text);
    QFETCH(int, type);
    QFETCH(qlonglong, value);
    const auto quantity = parseQuantity(text.toStdString(), static_cast<FieldType>(type));
    QCOMPARE(qlonglong{quantity.value_or(absent)}, value);
}

void FilterTest::matchesRecords_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("rows");    // indices of the matching records below
    const auto row = [](const char* text, const char* rows) { QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(rows); };
    row("status=200", "0 3");
    row("status!=200", "1 4");
    row("not status=200", "1 2 4");
    row("status in (503, 404)", "1 4");
    row("status in (1,2,3)", "");
    row("status>=500", "1");
    row("status>9223372036854775807", "");
    row("status<=9223372036854775807", "0 1 3 4");
    row("path=\"/api/users/42\"", "0 3");
    row("path!=\"/api/users/42\"", "1 4");
    row("path:\"USERS\"", "0 3");
    row("path~\"^/api/.*[0-9]$\"", "0 3");
    row("path in (\"/health\", \"/x\")", "1");
    row("route=\"/api/users/{id}\"", "0 3");
    row("route=\"/api/users/42\"", "0 3");
    row("route:\"{id}\"", "0 3");
    row("route!=\"/api/users/{id}\"", "1 4");
    row("source=a.log", "0 1 2");
    row("source=2", "3 4");
    row("source!=a.log", "3 4");
    row("source in (1, b.log)", "0 1 2 3 4");
    row("source~\"^b\"", "3 4");
    row("duration>=250ms", "1");
    row("duration<250ms and not path:users", "");
    row("time>=2024-04-23T21:00:00", "1 2 3 4");          // bare: the context's zone, UTC+02:00
    row("time>=2024-04-23T21:00:00Z", "4");
    row("time<2024-04-23T19:00:01Z", "0 1");
    row("time=2024-04-23T19:00:02Z", "2");
    row("status=200 or status=503", "0 1 3");
    row("status=200 or not status=200", "0 1 2 3 4");
    row("not (status=200 or status=503)", "2 4");
    row("method=GET", "");
    row("not method=GET", "0 1 2 3 4");
    row("time_basis=offset", "0 1 2 3 4");
    row("line=2", "1 4");
}

void FilterTest::matchesRecords()
{
    if (!m_case) {
        m_case = std::make_unique<QueryCase>();
        constexpr std::int64_t second = 1'000'000'000;
        constexpr std::int64_t nineteen = 1'713'898'800 * second;    // 2024-04-23T19:00:00Z
        std::vector<TestRecord> first(3);
        first[0] = {nineteen - second, {{Field::Status, 200}, {Field::Duration, 249'999'999}}, {{Field::Path, "/api/users/42"}}};
        first[1] = {nineteen, {{Field::Status, 503}, {Field::Duration, 250'000'000}}, {{Field::Path, "/health"}}};
        first[2] = {nineteen + 2 * second, {}, {}};
        std::vector<TestRecord> second2(2);
        second2[0] = {nineteen + 3 * second, {{Field::Status, 200}}, {{Field::Path, "/api/users/42"}}};
        second2[1] = {nineteen + 7200 * second, {{Field::Status, 404}}, {{Field::Path, "/Health"}}};
        m_case->add(RecordKind::Request, first, {"a.log", Anchor::End, {}});
        m_case->add(RecordKind::Request, second2, {"b.log", Anchor::End, {Field::Path}});    // text kept in the segment
    }
    QFETCH(QString, expression);
    QFETCH(QString, rows);
    const auto filter = Filter::parse(expression.toStdString());
    QVERIFY2(filter, filter ? "" : filter.error().message().c_str());
    FilterContext context = m_case->context();
    context.zone = TimeZone::fixed(std::chrono::hours(2));
    const auto matcher = FilterMatcher::compile(*filter, RecordKind::Request, context, m_case->reader());
    QVERIFY2(matcher, matcher ? "" : matcher.error().message().c_str());
    const auto segments = m_case->reader().segments(RecordKind::Request);
    QVERIFY(segments);
    QStringList matched;
    int index = 0;
    for (const Segment& segment : *segments) {
        RowMask mask(segment.rows, 1);
        const auto done = matcher->narrow(segment, mask);
        QVERIFY2(done, done ? "" : done.error().message().c_str());
        for (const std::uint8_t isIn : mask) {
            if (isIn != 0)
                matched << QString::number(index);
            ++index;
        }
    }
    QCOMPARE(matched.join(QLatin1Char(' ')), rows);
}

void FilterTest::refusesComparisonsThatMakeNoSense_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* text, const char* part) { QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(part); };
    row("path<5", "has no order");
    row("status:5", "is not text");
    row("status=abc", "a whole number");
    row("duration>5kg", "a duration such as");
    row("bytes>5ms", "a size such as");
    row("time>yesterday", "a time such as");
    row("time>2024-02-30", "a time such as");
    row("path~\"(\"", "is not valid");
    row("staus=5", "status");
    row("op=find", "has no field");
    row("zzz=1", "Fields are: source, route");
}

void FilterTest::refusesComparisonsThatMakeNoSense()
{
    QFETCH(QString, expression);
    QFETCH(QString, part);
    QueryCase file;
    const auto filter = Filter::parse(expression.toStdString());
    QVERIFY(filter);
    const auto matcher = FilterMatcher::compile(*filter, RecordKind::Request, file.context(), file.reader());
    QVERIFY(!matcher);
    const QString message = QString::fromStdString(matcher.error().message());
    QVERIFY2(message.contains(part), qPrintable(message));
}

QTEST_GUILESS_MAIN(FilterTest)
#include "filter_test.moc"
