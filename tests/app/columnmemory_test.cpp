#include "app/import/columnmemory.h"

#include <QTest>

using namespace faultline;

class ColumnMemoryTest : public QObject {
    Q_OBJECT

private slots:
    void everyColumnIsStated()
    {
        const StatedColumns expected{{"time", "at"}, {"path", "page"}, {"value", "a|b"}, {"ignore", "note"}};
        QCOMPARE(statedColumns({column("at", "time"), column("page", "path"), column("a", "value"), column("b", "value"), column("note", "")}), expected);
    }

    void aNameThatIsNotTheOnlyOneIsStatedByItsNumber_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<QString>("stated");
        QTest::newRow("unlike the others") << QStringLiteral("when") << QStringLiteral("when");
        QTest::newRow("twice") << QStringLiteral("cpu") << QStringLiteral("1");
        QTest::newRow("twice in other letters") << QStringLiteral("CPU") << QStringLiteral("1");
        QTest::newRow("a number") << QStringLiteral("404") << QStringLiteral("1");
        QTest::newRow("a list") << QStringLiteral("a|b") << QStringLiteral("1");
        QTest::newRow("empty") << QStringLiteral("") << QStringLiteral("1");
    }
    void aNameThatIsNotTheOnlyOneIsStatedByItsNumber()
    {
        QFETCH(QString, header);
        QFETCH(QString, stated);
        const auto all = statedColumns({column(header.toStdString(), "time"), column("cpu", "value")});
        QCOMPARE(QString::fromStdString(all.at("time")), stated);
    }

    void aRoleMovesFromOneColumnToAnother()
    {
        const std::vector<ColumnReading> columns{column("made", "time"), column("sent", ""), column("n", "value")};
        StatedColumns stated;
        stateRole(stated, columns, 1, "time");
        QCOMPARE(stated, (StatedColumns{{"time", "sent"}}));
        stateRole(stated, columns, 0, "time");
        QCOMPARE(stated, (StatedColumns{{"time", "made"}}));
        stateRole(stated, columns, 2, "");
        QCOMPARE(stated, (StatedColumns{{"time", "made"}, {"ignore", "n"}}));
        stateRole(stated, columns, 2, "label");
        stateRole(stated, columns, 1, "label");
        QCOMPARE(stated, (StatedColumns{{"time", "made"}, {"label", "n|sent"}}));
    }

    void theUnitGoesWithTheDuration()
    {
        std::vector<ColumnReading> columns{column("at", "time"), column("took", "duration")};
        columns[1].unit = "us";
        StatedColumns stated = statedColumns(columns);
        QCOMPARE(stated.at("duration_unit"), std::string("us"));
        columns[1].unit = "ms";
        QCOMPARE(readAs(stated, columns)->at(1).unit, std::string("us"));
        stateRole(stated, columns, 0, "duration");
        QVERIFY(!stated.contains("duration_unit"));
    }

    void onlyTheSameColumnsAreReadAlike_data()
    {
        QTest::addColumn<QStringList>("headers");
        QTest::addColumn<bool>("isAlike");
        QTest::newRow("the same") << QStringList{QStringLiteral("at"), QStringLiteral("page"), QStringLiteral("took")} << true;
        QTest::newRow("in another order") << QStringList{QStringLiteral("took"), QStringLiteral("at"), QStringLiteral("page")} << true;
        QTest::newRow("in other letters") << QStringList{QStringLiteral("At"), QStringLiteral("PAGE"), QStringLiteral("took")} << true;
        QTest::newRow("one more") << QStringList{QStringLiteral("at"), QStringLiteral("page"), QStringLiteral("took"), QStringLiteral("host")} << false;
        QTest::newRow("one less") << QStringList{QStringLiteral("at"), QStringLiteral("page")} << false;
        QTest::newRow("another") << QStringList{QStringLiteral("at"), QStringLiteral("page"), QStringLiteral("size")} << false;
    }
    void onlyTheSameColumnsAreReadAlike()
    {
        QFETCH(QStringList, headers);
        QFETCH(bool, isAlike);
        std::vector<ColumnReading> columns;
        for (const QString& header : headers)
            columns.push_back(column(header.toStdString(), ""));
        const auto read = readAs({{"time", "at"}, {"path", "page"}, {"ignore", "took"}}, columns);
        QCOMPARE(read.has_value(), isAlike);
        for (std::size_t i = 0; read && i < columns.size(); ++i)
            QCOMPARE(read->at(i).role, headers[static_cast<int>(i)].toLower() == QStringLiteral("at") ? std::string("time")
                                       : headers[static_cast<int>(i)].toLower() == QStringLiteral("page") ? std::string("path") : std::string());
    }

    void sourcesRememberTheirColumns()
    {
        std::vector<Source> sources(4);
        sources[0].name = "old.csv";
        sources[0].options = R"({"map":{"time":"a","path":"b"}})";
        sources[1].options = "{}";
        sources[2].options = "not JSON";
        sources[3].name = "new.jsonl";
        sources[3].format = "json-lines";
        sources[3].options = R"({"zone":"UTC","map":{"time":"t","bad":7}})";
        const auto remembered = rememberedColumns(sources);
        QCOMPARE(remembered.size(), std::size_t(2));
        QCOMPARE(remembered[0].source, std::string("new.jsonl"));
        QCOMPARE(remembered[0].stated, (StatedColumns{{"time", "t"}}));
        QCOMPARE(remembered[1].source, std::string("old.csv"));
    }

private:
    static ColumnReading column(std::string header, std::string role) { return {std::move(header), std::move(role), {}, {}}; }
};

QTEST_GUILESS_MAIN(ColumnMemoryTest)
#include "columnmemory_test.moc"
