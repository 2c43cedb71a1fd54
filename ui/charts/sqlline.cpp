#include "ui/charts/sqlline.h"

#include "app/query/sqlseries.h"
#include "ui/casesession.h"

namespace faultline {

SqlLine::SqlLine(CaseSession& session, const LineSpec& spec) : PyramidLine(session), m_spec(spec)
{
    connect(&session, &CaseSession::contentsChanged, this, &SqlLine::load);
    load();
}

void SqlLine::load()
{
    if (state() != State::Ready)
        setState(State::Loading);
    session().query<Pyramid>(
        this, QStringLiteral("statement"),
        [statement = m_spec.statement, column = m_spec.column](CaseQueries& queries, const TaskControl& control) -> Result<Pyramid> {
            auto series = sqlSeries(queries.database, statement, column, control);
            if (!series)
                return series.error();
            return std::make_shared<const SeriesPyramid>(std::move(series->samples), series->step);
        },
        [this](Result<Pyramid> loaded) {
            if (!loaded)
                return fail(loaded.error());
            setBase(std::move(*loaded), {});
        },
        TaskRunner::Priority::Normal, TaskRunner::Lane::Background);
}

}    // namespace faultline
