#include "app/import/jsonbrackets.h"
#include "app/import/jsonscanner.h"

#include "app/import/jsonslice.h"

#include <QtTest>

#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace faultline;

class JsonScannerTest : public QObject {
    Q_OBJECT

private slots:
    void findsBracketsOutsideTextsOnly();
    void refuses_data();
    void refuses();
    void repairsBadUtf8();
    void findsByDottedPath_data();
    void findsByDottedPath();
    void keepsAbsentApartFromZero();
    void keepsIntegersExact();
    void flattens();
    void aStringEndsAtItsQuoteWhereverThatStands();
};

void JsonScannerTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("reason");
    QTest::newRow("deep") << QByteArray(100'000, '[') << "json-too-deep" << "JSON nested 100000 deep; the limit is 64";
    QTest::newRow("deep objects") << QByteArray("{\"a\":").repeated(65) + "1" + QByteArray(65, '}') << "json-too-deep"
                                  << "JSON nested 65 deep; the limit is 64";
    QTest::newRow("large") << QByteArray("\"" + QByteArray(1100, 'x') + "\"") << "json-too-large"
                           << "1.1 kB of JSON in one piece; the limit is 1.0 kB";
    QTest::newRow("cut") << QByteArray("{\"a\":[1,2") << "bad-json" << "The JSON ends in the middle, after 9 bytes";
    QTest::newRow("wrong") << QByteArray("{\"a\": x}") << "bad-json" << "Not JSON at byte 7 of 8";
    QTest::newRow("trailing") << QByteArray("{} {}") << "bad-json" << "Not JSON at byte 4 of 5";
    QTest::newRow("huge number") << QByteArray("[1e999]") << "bad-json" << "A number in the JSON is too large, at byte 6";
    QTest::newRow("empty") << QByteArray("") << "bad-json" << "The JSON ends in the middle, after 0 bytes";
}

void JsonScannerTest::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, code);
    QFETCH(QString, reason);
    JsonRefusal refusal;
    const std::size_t bytes = code == QLatin1String("json-too-large") ? 1000 : JsonLimits{}.bytes;
    QVERIFY(!parseJson(text.toStdString(), &refusal, {.bytes = bytes}));
    QCOMPARE(QString::fromStdString(std::string(refusal.code)), code);
    QCOMPARE(QString::fromStdString(refusal.reason), reason);
}

void JsonScannerTest::repairsBadUtf8()
{
    const auto value = parseJson("{\"a\":\"x\xFFy\"}");
    QVERIFY(value);
    QCOMPARE(QString::fromStdString(std::string(*findJsonText(*value, "a"))), QStringLiteral("x\uFFFDy"));
    QVERIFY(parseJson("\"[[[[\\\"[[[\"", nullptr, {.depth = 1}));    // brackets in text are no nesting
    JsonRefusal behind;
    QVERIFY(!parseJson(std::string_view("[]\0 more", 8), &behind));      // the library would end at the NUL
    QCOMPARE(QString::fromStdString(behind.reason), QStringLiteral("A NUL byte inside the JSON, at byte 3 of 8"));
    QVERIFY(parseJson(std::string_view("[1]\0\0\0", 6)));                // room that was kept free at the end of a file
}

void JsonScannerTest::findsByDottedPath_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("found");
    QTest::newRow("nested") << "http.status" << "200";
    QTest::newRow("flat key with dots") << "url.path" << "\"/a\"";
    QTest::newRow("flat inside nested") << "attr.x.y" << "1";
    QTest::newRow("index") << "list.1.k" << "\"v\"";
    QTest::newRow("index alone") << "list.0" << "7";
    QTest::newRow("index too large") << "list.2" << "";
    QTest::newRow("negative index") << "list.-1" << "";
    QTest::newRow("not there") << "http.nothing" << "";
    QTest::newRow("through a leaf") << "http.status.code" << "";
    QTest::newRow("empty") << "" << "";
    QTest::newRow("null is found") << "none" << "null";
}

void JsonScannerTest::findsByDottedPath()
{
    QFETCH(QString, path);
    QFETCH(QString, found);
    const auto root = parseJson(
        R"({"http":{"status":200},"url.path":"/a","attr":{"x.y":1},"list":[7,{"k":"v"}],"none":null})");
    QVERIFY(root);
    const auto* value = findJson(*root, path.toStdString());
    QCOMPARE(value != nullptr ? QString::fromStdString(value->dump()) : QString(), found);
}

void JsonScannerTest::keepsAbsentApartFromZero()
{
    const auto root = parseJson(R"({"zero":0,"null":null,"text":"0","empty":""})");
    QVERIFY(root);
    QCOMPARE(findJsonInteger(*root, "zero"), std::optional<std::int64_t>(0));
    QVERIFY(!findJsonInteger(*root, "null"));
    QVERIFY(!findJsonInteger(*root, "text"));
    QVERIFY(!findJsonInteger(*root, "nothing"));
    QVERIFY(!jsonText(nullptr));
    QCOMPARE(findJsonText(*root, "empty"), std::optional<std::string_view>(""));
    QCOMPARE(jsonLooseInteger(findJson(*root, "text")), std::optional<std::int64_t>(0));
    QVERIFY(!jsonLooseNumber(findJson(*root, "empty")));
    QVERIFY(!jsonBool(findJson(*root, "zero")));
}

void JsonScannerTest::keepsIntegersExact()
{
    const auto root = parseJson(R"([1713900598123456789,9223372036854775807,9223372036854775808,-9223372036854775808,1.5,3.0,1e300])");
    QVERIFY(root);
    const std::vector<std::optional<std::int64_t>> expected = {
        1713900598123456789, std::numeric_limits<std::int64_t>::max(), std::nullopt,
        std::numeric_limits<std::int64_t>::min(), std::nullopt, 3, std::nullopt};
    for (std::size_t i = 0; i < expected.size(); ++i)
        QVERIFY2(jsonInteger(&(*root)[i]) == expected[i], (*root)[i].dump().c_str());
}

void JsonScannerTest::flattens()
{
    const auto root = parseJson(R"({"b":{"c":[1,"x",{}]},"a":true,"d":null})");
    QVERIFY(root);
    std::string text;
    for (const auto& [path, value] : flattenedJson(*root))
        text += path + "=" + value + ";";
    QCOMPARE(QString::fromStdString(text), QStringLiteral("a=true;b.c.0=1;b.c.1=x;b.c.2={};d=null;"));
    QCOMPARE(flattenedJson(*root, 2).size(), std::size_t{2});
}

/// Strings are searched eight bytes at a time.
void JsonScannerTest::aStringEndsAtItsQuoteWhereverThatStands()
{
    for (std::size_t length = 0; length < 40; ++length) {
        for (std::size_t at = 0; at <= length; ++at) {
            std::string text(length, '\xA2');    // a quote but for its high bit
            text.insert(at, "\\\"");
            const std::string object = "{\"k\":\"" + text + "\",\"n\":1}";
            JsonSlice slice(object);
            QVERIFY(slice.next());
            QCOMPARE(slice.value().size(), text.size() + 2);
            QVERIFY(slice.next());
            QCOMPARE(slice.key(), std::string_view("n"));
            QVERIFY(!slice.next() && slice.isComplete());
            for (const std::size_t cut : {at + 6, at + 7, object.size() - 8}) {    // before and behind the backslash, before the end
                JsonSlice damaged(std::string_view(object).substr(0, cut));
                QVERIFY(!damaged.next() && !damaged.isComplete());
            }
        }
    }
}

void JsonScannerTest::findsBracketsOutsideTextsOnly()
{
    std::mt19937 random(20240423);
    constexpr std::string_view letters = "{}[]\"\\\\\"  aa,:";
    for (int round = 0; round < 3000; ++round) {
        std::string text(random() % 200, ' ');
        for (char& c : text)
            c = letters[random() % letters.size()];
        std::vector<std::size_t> expected;
        bool inText = false;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '"')
                inText = !inText;
            else if (inText && text[i] == '\\')
                ++i;
            else if (!inText && std::string_view("{}[]").find(text[i]) != std::string_view::npos)
                expected.push_back(i);
        }
        std::vector<std::size_t> found;
        JsonBrackets brackets(text.data(), text.data() + text.size());
        while (const char* const bracket = brackets.next())
            found.push_back(static_cast<std::size_t>(bracket - text.data()));
        QVERIFY2(found == expected, text.c_str());
    }
}

QTEST_GUILESS_MAIN(JsonScannerTest)
#include "jsonscanner_test.moc"
