#include "app/import/importerregistry.h"

#include <QtTest>

using namespace faultline;

namespace {

class FixedImporter final : public Importer {
public:
    FixedImporter(std::string_view id, int confidence) : m_confidence(confidence) { m_info.id = id; }
    const FormatInfo& info() const override { return m_info; }
    Detection detect(const SourceHead&) const override
    {
        Detection detection;
        detection.confidence = m_confidence;
        return detection;
    }
    std::unique_ptr<RecordReader> open(const ReaderContext&) const override { return std::make_unique<RecordReader>(); }

private:
    FormatInfo m_info;
    int m_confidence;
};

ImporterRegistry registry()
{
    ImporterList list;
    list.push_back(std::make_unique<FixedImporter>("never", 0));
    list.push_back(std::make_unique<FixedImporter>("special", 60));
    list.push_back(std::make_unique<FixedImporter>("boastful", 1000));
    list.push_back(std::make_unique<FixedImporter>("generic", 60));
    list.push_back(std::make_unique<FixedImporter>("negative", -5));
    list.push_back(std::make_unique<FixedImporter>("weak", 1));
    return ImporterRegistry(std::move(list));
}

}    // namespace

class ImporterRegistryTest : public QObject {
    Q_OBJECT

private slots:
    void ordersByConfidenceAndThenByTheList();
    void choosesNoneBelowTheLeastConfidence();
    void findsById();
    void ignoresLinesByDefault();
};

void ImporterRegistryTest::ordersByConfidenceAndThenByTheList()
{
    const ImporterRegistry list = registry();
    QStringList found;
    for (const Candidate& candidate : list.detect({}))
        found << QString::fromStdString(std::string(candidate.importer->info().id)) + QLatin1Char(' ')
                + QString::number(candidate.detection.confidence);
    QCOMPARE(found, QStringList({QStringLiteral("boastful 100"), QStringLiteral("special 60"), QStringLiteral("generic 60"),
                                QStringLiteral("weak 1")}));
}

void ImporterRegistryTest::choosesNoneBelowTheLeastConfidence()
{
    QVERIFY(!anyFits({}));
    const FixedImporter importer("weak", leastConfidence);
    Candidate candidate{&importer, importer.detect({})};
    QVERIFY(anyFits({candidate}));
    candidate.detection.confidence = leastConfidence - 1;
    candidate.detection.reason = "it holds times";
    QVERIFY(!anyFits({candidate}));
    QCOMPARE(QString::fromStdString(whyNoneFits({candidate})),
             QStringLiteral("No format fits it; the nearest is weak (19 %: it holds times)"));
}

void ImporterRegistryTest::findsById()
{
    const ImporterRegistry list = registry();
    QVERIFY(list.find("generic") == list.importers()[3].get());
    QVERIFY(list.find("unknown") == nullptr);
    QVERIFY(list.find("") == nullptr);
}

void ImporterRegistryTest::ignoresLinesByDefault()
{
    const ImporterRegistry list = registry();
    const auto reader = list.find("weak")->open({});
    QVERIFY(reader->timeResolver() == nullptr);
    QVERIFY(!list.find("weak")->needsLogFormat());
}

QTEST_GUILESS_MAIN(ImporterRegistryTest)
#include "importerregistry_test.moc"
