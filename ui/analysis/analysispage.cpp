#include "ui/analysis/analysispage.h"

#include "ui/analysis/changespage.h"
#include "ui/analysis/loadpage.h"
#include "ui/analysis/momentspage.h"
#include "ui/analysis/onsetspage.h"
#include "ui/analysis/rankpage.h"
#include "ui/analysis/suspectspage.h"
#include "ui/casesession.h"
#include "ui/convert.h"

namespace faultline {

std::vector<std::unique_ptr<AnalysisPage>> analysisPages()
{
    std::vector<std::unique_ptr<AnalysisPage>> pages;
    pages.push_back(std::make_unique<SuspectsPage>());
    pages.push_back(std::make_unique<RankPage>());
    pages.push_back(std::make_unique<ChangesPage>());
    pages.push_back(std::make_unique<OnsetsPage>());
    pages.push_back(std::make_unique<MomentsPage>());
    pages.push_back(std::make_unique<LoadPage>());
    return pages;
}

QString keyOf(const CaseSession& session)
{
    const TimeRange window = session.window();
    const auto& baseline = session.look().baseline;
    QString key = QStringLiteral("%1 %2 ").arg(nanosecondsOf(window.begin)).arg(nanosecondsOf(window.end));
    if (baseline)
        key += QStringLiteral("%1 %2 ").arg(nanosecondsOf(baseline->begin)).arg(nanosecondsOf(baseline->end));
    return key + toQString(session.zone().name()) + QLatin1Char(' ') + toQString(session.filterText());
}

}    // namespace faultline
