#include "ui/tellingnames.h"

#include <QTest>

using faultline::tellingNames;

class TellingNamesTest : public QObject {
    Q_OBJECT

private slots:
    void whatTellsNamesApartStays_data()
    {
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("one name is whole") << QStringList{QStringLiteral("/api/a/revision/main")}
                                           << QStringList{QStringLiteral("/api/a/revision/main")};
        QTest::newRow("shared endings are left out")
            << QStringList{QStringLiteral("/api/models/st/all-mpnet-base-v2/revision/main"),
                           QStringLiteral("/api/datasets/lighteval/mmlu/revision/main"), QStringLiteral("/front/build/main.js")}
            << QStringList{QStringLiteral("…all-mpnet-base-v2"), QStringLiteral("…mmlu"), QStringLiteral("…main.js")};
        QTest::newRow("what is no path is whole") << QStringList{QStringLiteral("all"), QStringLiteral("curl/8.5"), QStringLiteral("503")}
                                                  << QStringList{QStringLiteral("all"), QStringLiteral("curl/8.5"), QStringLiteral("503")};
        QTest::newRow("the first segment is the whole path") << QStringList{QStringLiteral("/health"), QStringLiteral("/health/live")}
                                                             << QStringList{QStringLiteral("/health"), QStringLiteral("…live")};
        QTest::newRow("names of things before names of kinds")
            << QStringList{QStringLiteral("all"), QStringLiteral("/api/models/st/all-mpnet-base-v2/revision/main")}
            << QStringList{QStringLiteral("all"), QStringLiteral("…all-mpnet-base-v2")};
        QTest::newRow("equal names stay") << QStringList{QStringLiteral("/a/b"), QStringLiteral("/a/b")}
                                          << QStringList{QStringLiteral("/a/b"), QStringLiteral("/a/b")};
        QTest::newRow("nothing") << QStringList() << QStringList();
    }
    void whatTellsNamesApartStays()
    {
        QFETCH(QStringList, names);
        QFETCH(QStringList, expected);
        QCOMPARE(tellingNames(names), expected);
    }
};

QTEST_GUILESS_MAIN(TellingNamesTest)
#include "tellingnames_test.moc"
