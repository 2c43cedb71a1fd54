#include "tests/evaluate/sets.h"

#include <QTest>

#include <cmath>

using namespace faultline::evaluate;

/// The harness itself, and a few of the made cases: what scripts/evaluate measures must not fall apart unnoticed.
class EvaluateTest : public QObject {
    Q_OBJECT

private slots:
    void theIntervalIsWilsons()
    {
        const Interval interval = wilson(0.5, 10);
        QVERIFY(std::abs(interval.low - 0.2366) < 0.001);
        QVERIFY(std::abs(interval.high - 0.7634) < 0.001);
        QVERIFY(wilson(1, 8).low > 0.67 && wilson(1, 8).high == 1);
    }

    void halvesDependOnTheNameAlone()
    {
        std::size_t heldOut = 0;
        for (int i = 0; i < 1000; ++i)
            heldOut += isHeldOut(std::to_string(i)) ? 1U : 0U;
        QVERIFY(heldOut > 400 && heldOut < 600);
        QCOMPARE(isHeldOut("bank"), isHeldOut("bank"));
    }

    void aMissedGoalIsSeen()
    {
        const std::vector<Outcome> outcomes = {{"a", 1, 0, 3}, {"b", 0, 1, 1}};
        const Figure figure = figureOf({"made", "share", "cases", "nothing", "", 0.8}, outcomes);
        QCOMPARE(figure.all.value, 0.75);
        QCOMPARE(*figure.baseline, 0.25);
        QVERIFY(figure.isMissed());
        QVERIFY(QString::fromStdString(asTable({&figure, 1})).contains(QStringLiteral("**missed**")));
        const Figure low = figureOf({"made", "share", "cases", "", "", 0.8, Better::Lower}, outcomes);
        QVERIFY(!low.isMissed() && !low.baseline);
        QVERIFY(QString::fromStdString(asJson({&low, 1}, "now")).contains(QStringLiteral("\"met\": true")));
    }

    void theMadeCasesAreFound_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"lags", "onsets", "localisation", "hublogs"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void theMadeCasesAreFound()
    {
        QFETCH(const QString, name);
        Settings settings;
        settings.percent = 4;
        for (const EvaluationSet& set : evaluationSets()) {
            if (set.name != name.toStdString())
                continue;
            const std::vector<Figure> figures = set.run(settings);
            QVERIFY(!figures.empty());
            // So few cases say little: three quarters of the goal.
            for (Figure figure : figures) {
                if (figure.claim.goal && figure.claim.better == Better::Higher)
                    *figure.claim.goal *= 0.75;
                QVERIFY2(!figure.isMissed(), asTable({&figure, 1}).c_str());
            }
        }
    }

    void withoutAFolderThePublicSetsHaveNoFigures()
    {
        for (const EvaluationSet& set : evaluationSets()) {
            if (set.name == "nab" || set.name == "tcpd" || set.name == "petshop")
                QVERIFY(set.run({}).empty());
        }
    }
};

QTEST_GUILESS_MAIN(EvaluateTest)
#include "evaluate_test.moc"
