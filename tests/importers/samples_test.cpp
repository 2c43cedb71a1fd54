// Every sample is claimed by exactly the importer of its folder and reads as its golden file says.
// UPDATE_GOLDEN=1 rewrites the golden files; the git diff is the review.

#include "app/import/importerregistry.h"
#include "importers/builtinimporters.h"
#include "tests/importers/samplefiles.h"
#include "tests/support/collectingsink.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <set>

using namespace faultline;
using namespace faultline::test;

namespace {

QString shortDiff(const QString& expected, const QString& actual)
{
    const QStringList left = expected.split(QLatin1Char('\n'));
    const QStringList right = actual.split(QLatin1Char('\n'));
    QString text;
    int shown = 0;
    for (qsizetype i = 0; i < qMax(left.size(), right.size()) && shown < 8; ++i) {
        const QString a = i < left.size() ? left.at(i) : QStringLiteral("<end>");
        const QString b = i < right.size() ? right.at(i) : QStringLiteral("<end>");
        if (a == b)
            continue;
        text += QStringLiteral("\n  line %1\n    expected %2\n    actual   %3").arg(i + 1).arg(a.left(160), b.left(160));
        ++shown;
    }
    return text;
}

std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

}    // namespace

class SamplesTest : public QObject {
    Q_OBJECT

private slots:
    void everyImporterHasASample();
    void aSampleIsClaimedByTheImporterOfItsFolder_data() { addSamples(); }
    void aSampleIsClaimedByTheImporterOfItsFolder();
    void aSampleReadsAsItsGoldenFileSays_data() { addSamples(); }
    void aSampleReadsAsItsGoldenFileSays();
    void everyGoldenFileHasItsSample();

private:
    void addSamples();
    ImporterRegistry m_registry{builtinImporters()};
    std::vector<SampleFile> m_samples = sampleFiles();
};

void SamplesTest::addSamples()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < m_samples.size(); ++i)
        QTest::newRow(qPrintable(m_samples[i].format + QLatin1Char('/') + m_samples[i].name)) << static_cast<int>(i);
    if (m_samples.empty())
        QTest::newRow("no samples") << -1;
}

void SamplesTest::everyImporterHasASample()
{
    std::set<std::string> sampled;
    for (const SampleFile& sample : m_samples)
        sampled.insert(sample.format.toStdString());
    QStringList without;
    std::set<std::string> known;
    for (const auto& importer : m_registry.importers()) {
        const std::string id(importer->info().id);
        QVERIFY2(known.insert(id).second, qPrintable(QStringLiteral("two importers are called ") + QString::fromStdString(id)));
        if (!sampled.contains(id))
            without << QString::fromStdString(id);
    }
    QVERIFY2(without.isEmpty(), qPrintable(QStringLiteral("no sample for: ") + without.join(QStringLiteral(", "))));
}

void SamplesTest::aSampleIsClaimedByTheImporterOfItsFolder()
{
    QFETCH(int, index);
    if (index < 0)
        QSKIP("no samples yet");
    const SampleFile& sample = m_samples[static_cast<std::size_t>(index)];
    const Importer* expected = m_registry.find(sample.format.toStdString());
    QVERIFY2(expected != nullptr, qPrintable(QStringLiteral("no importer is called ") + sample.format));
    if (expected->needsLogFormat())
        QSKIP("this format is never detected, it is stated");
    const QByteArray content = contentOf(sample.path);
    const std::string fileName = sample.name.toStdString();
    const std::vector<Candidate> candidates = m_registry.detect(headOf(viewOf(content), fileName));
    QVERIFY2(!candidates.empty(), "no importer claims it");
    QString ranking;
    for (const Candidate& candidate : candidates) {
        ranking += QStringLiteral("\n  %1 %2: %3")
                       .arg(candidate.detection.confidence)
                       .arg(QString::fromUtf8(candidate.importer->info().id.data(),
                                              static_cast<qsizetype>(candidate.importer->info().id.size())),
                            QString::fromStdString(candidate.detection.reason));
    }
    QVERIFY2(candidates.front().importer == expected, qPrintable(QStringLiteral("claimed by") + ranking));
}

void SamplesTest::aSampleReadsAsItsGoldenFileSays()
{
    QFETCH(int, index);
    if (index < 0)
        QSKIP("no samples yet");
    const SampleFile& sample = m_samples[static_cast<std::size_t>(index)];
    const Importer* importer = m_registry.find(sample.format.toStdString());
    QVERIFY2(importer != nullptr, qPrintable(QStringLiteral("no importer is called ") + sample.format));
    QString problem;
    const ImportOptions options = optionsOf(sample, &problem);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));

    const QByteArray content = contentOf(sample.path);
    CollectingSink sink;
    readInto(sink, *importer, viewOf(content), sample.name.toStdString(), options);
    QCOMPARE(sink.lines, sink.recordLines + sink.skipped + sink.rejectedLines);
    const QString actual = QString::fromStdString(sink.toJson().dump(2)) + QLatin1Char('\n');

    if (qEnvironmentVariableIsSet("UPDATE_GOLDEN")) {
        QVERIFY(QDir().mkpath(QFileInfo(sample.goldenPath).path()));
        QFile file(sample.goldenPath);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.write(actual.toUtf8()) >= 0);
        return;
    }
    QVERIFY2(QFile::exists(sample.goldenPath), qPrintable(sample.goldenPath + QStringLiteral(" is missing: UPDATE_GOLDEN=1")));
    const QString expected = QString::fromUtf8(contentOf(sample.goldenPath));
    QVERIFY2(expected == actual, qPrintable(shortDiff(expected, actual)));
}

void SamplesTest::everyGoldenFileHasItsSample()
{
    std::set<QString> wanted;
    for (const SampleFile& sample : m_samples)
        wanted.insert(QDir::cleanPath(sample.goldenPath));
    const QDir root(QStringLiteral(FAULTLINE_SOURCE_DIR "/tests/importers/golden"));
    const QStringList formats = root.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString& format : formats) {
        const QDir folder(root.filePath(format));
        const QStringList names = folder.entryList(QDir::Files);
        for (const QString& name : names) {
            const QString path = QDir::cleanPath(folder.filePath(name));
            QVERIFY2(wanted.contains(path), qPrintable(path + QStringLiteral(" has no sample any more")));
        }
    }
}

QTEST_GUILESS_MAIN(SamplesTest)
#include "samples_test.moc"
