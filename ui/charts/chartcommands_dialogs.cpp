#include "ui/charts/chartcommands.h"

#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/charts/chartmenu.h"
#include "ui/charts/chartpicture.h"
#include "ui/charts/chartstack.h"
#include "ui/dialogs/addchartdialog.h"
#include "ui/dialogs/chartexportdialog.h"
#include "ui/dialogs/comparedialog.h"
#include "ui/dialogs/derivedseriesdialog.h"
#include "ui/dialogs/savefile.h"

#include <QPrintDialog>
#include <QPrinter>

namespace faultline {

void ChartCommands::bindDialogs()
{
    bind("case.addChart", [this] { addChart(); });
    bind("chart.derive", [this] { derive(); });
    for (const char* id : {"chart.compare", "analyse.compare"})
        bind(id, [this] { compare(); });
    bind("chart.export", [this] { exportPicture(); });
    bind("case.print", [this] { print(); });
    connect(&m_stack, &ChartStack::menuRequested, this, [this](QPoint position) {
        if (TimeChart* chart = m_stack.current())
            (new ChartMenu(m_stack, *chart, m_session, m_actions))->popup(position);
    });
}

void ChartCommands::addChart()
{
    AddChartDialog dialog(m_session, &m_stack);
    if (dialog.exec() != QDialog::Accepted)
        return;
    TimeChart* into = dialog.joins() ? m_stack.current() : nullptr;
    m_stack.addLines(dialog.lines(), into, m_stack.charts().size());
    if (!m_session.charts().empty())
        if (TimeChart* last = into ? into : m_stack.chart(m_session.charts().back().id))
            m_stack.focusChart(*last);
}

void ChartCommands::derive()
{
    const TimeChart* chart = m_stack.current();
    DerivedSeriesDialog dialog(m_session, chart ? &chart->spec() : nullptr, &m_stack);
    if (dialog.exec() != QDialog::Accepted || !dialog.line())
        return;
    m_stack.addLines({*dialog.line()}, nullptr, m_stack.charts().size());
    if (TimeChart* last = m_stack.chart(m_session.charts().back().id))
        m_stack.focusChart(*last);
}

void ChartCommands::compare()
{
    CompareDialog dialog(m_session, &m_stack);
    if (dialog.exec() == QDialog::Accepted && dialog.shift())
        m_session.setOverlay(dialog.shift());
}

void ChartCommands::exportPicture()
{
    if (m_stack.charts().empty())
        return;
    const QString title = chartTitleOf(m_stack.current()->spec(), m_session.contents());
    ChartExportDialog dialog(ChartPicture(m_stack, m_session, m_theme).caption(), title, &m_stack);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const QString suffix = ChartExportDialog::suffixOf(dialog.format());
    const QString path = chooseFileToSave(&m_stack, dialog.windowTitle(), QStringLiteral("charts.") + suffix,
                                          ChartExportDialog::filterOf(dialog.format()));
    if (path.isEmpty())
        return;
    const auto charts = dialog.isOnlyCurrent() ? ChartPicture::Charts::Current : ChartPicture::Charts::All;
    if (const auto saved = ChartPicture(m_stack, m_session, m_theme, charts).save(path); !saved)
        m_session.report(saved.error());
}

void ChartCommands::print()
{
    if (m_stack.charts().empty())
        return;
    QPrinter printer(QPrinter::HighResolution);
    printer.setPageOrientation(QPageLayout::Landscape);
    printer.setDocName(m_session.name());
    QPrintDialog dialog(&printer, &m_stack);
    if (dialog.exec() == QDialog::Accepted)
        ChartPicture(m_stack, m_session, m_theme).print(printer);
}

}    // namespace faultline
