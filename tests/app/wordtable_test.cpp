// The tables that importers look letters and words up in.

#include "app/base/characterset.h"
#include "app/base/wordtable.h"

#include <QTest>

using namespace faultline;

namespace {

struct Fruit {
    std::string_view name;
    int number = 0;
};
// Equal in length, first, middle and last letter: they want the same slot.
constexpr std::array<Fruit, 5> fruits = {{{"apple", 1}, {"aqpme", 2}, {"", 3}, {"a", 4}, {"apple", 5}}};
constexpr WordTable fruitTable(fruits, &Fruit::name);

}    // namespace

class WordTableTest : public QObject {
    Q_OBJECT

private slots:
    void findsWhatStandsInIt();
    void findsNothingElse();
    void searchesLikeAStringView_data();
    void searchesLikeAStringView();
    void tellsPrefixes();
};

void WordTableTest::findsWhatStandsInIt()
{
    QCOMPARE(fruitTable.find("apple")->number, 1);
    QCOMPARE(fruitTable.find("aqpme")->number, 2);
    QCOMPARE(fruitTable.find("")->number, 3);
    QCOMPARE(fruitTable.find("a")->number, 4);
}

void WordTableTest::findsNothingElse()
{
    for (const std::string_view word : {"Apple", "apples", "appl", "arpne", "b", "\xFF\xFF\xFF"})
        QVERIFY(fruitTable.find(word) == nullptr);
}

void WordTableTest::searchesLikeAStringView_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("only members") << QByteArray(" \t \xE9");
    QTest::newRow("no members") << QByteArray("abc");
    QTest::newRow("both") << QByteArray("  ab \xE9 c\t");
}

void WordTableTest::searchesLikeAStringView()
{
    constexpr std::string_view members = " \t\xE9";
    constexpr CharacterSet set(members);
    QFETCH(const QByteArray, text);
    const std::string_view view(text.constData(), static_cast<std::size_t>(text.size()));
    for (std::size_t from = 0; from <= view.size() + 1; ++from) {
        QCOMPARE(set.firstIn(view, from), view.find_first_of(members, from));
        QCOMPARE(set.firstNotIn(view, from), view.find_first_not_of(members, from));
        QCOMPARE(set.lastIn(view, from), view.substr(0, from).find_last_of(members));
    }
    QCOMPARE(set.isIn(view), view.find_first_of(members) != std::string_view::npos);
    QCOMPARE(set.before(view), view.substr(0, view.find_first_of(members)));
    QCOMPARE(set.frontOf(view).size() + set.skippedIn(view).size(), view.size());
}

void WordTableTest::tellsPrefixes()
{
    QVERIFY(hasPrefix("LOG:  text", "LOG"));
    QVERIFY(hasPrefix("LOG", "LOG"));
    QVERIFY(hasPrefix("", ""));
    QVERIFY(!hasPrefix("LO", "LOG"));
    QVERIFY(!hasPrefix("LOT", "LOG"));
}

QTEST_APPLESS_MAIN(WordTableTest)
#include "wordtable_test.moc"
