#include "ui/charts/derivedline.h"

#include "ui/casesession.h"
#include "ui/charts/derivation.h"

#include <algorithm>

namespace faultline {

namespace {

CounterResets resetsOf(const LineSpec& operand, const CaseContents& contents)
{
    const SeriesInfo* info = operand.kind == LineKind::Metric ? contents.seriesInfo(operand.seriesId) : nullptr;
    const bool isCounter = info && (info->kind == SeriesKind::Counter || info->kind == SeriesKind::Unknown);
    return isCounter ? CounterResets::Handled : CounterResets::Ignored;
}

}    // namespace

DerivedLine::DerivedLine(CaseSession& session, const LineSpec& spec, std::vector<std::shared_ptr<PyramidLine>> operands)
    : PyramidLine(session), m_spec(spec), m_operands(std::move(operands))
{
    for (const auto& operand : m_operands)
        connect(operand.get(), &ChartData::changed, this, &DerivedLine::follow);
    follow();
}

std::string DerivedLine::unit() const
{
    return unitOf(m_spec, session().contents());
}

void DerivedLine::follow()
{
    std::vector<Pyramid> bases;
    for (const auto& operand : m_operands) {
        if (operand->state() == State::Failed && operand->error())
            return fail(*operand->error());
        if (operand->state() == State::Loading)
            return;
        bases.push_back(operand->base());
    }
    if (bases.empty() || (bases == m_used && state() != State::Failed))
        return;
    m_used = bases;
    session().query<Pyramid>(
        this, QStringLiteral("derive"),
        [bases, derivation = m_spec.derivation, resets = resetsOf(m_spec.operands.front(), session().contents())](CaseQueries&, const TaskControl&) -> Result<Pyramid> {
            return derivation == Derivation::PerSecond ? std::make_shared<const SeriesPyramid>(perSecond(*bases.front(), resets))
                                                       : std::make_shared<const SeriesPyramid>(combined(derivation, bases));
        },
        [this](Result<Pyramid> derived) {
            if (!derived)
                return fail(derived.error());
            setBase(std::move(*derived), {});
        });
}

}    // namespace faultline
