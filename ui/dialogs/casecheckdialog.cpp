#include "ui/dialogs/casecheckdialog.h"

#include "app/store/casefile.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/plaintext.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline {

namespace {

const QString slot = QStringLiteral("check");

}    // namespace

CaseCheckDialog::CaseCheckDialog(CaseSession& session, QWidget* parent) : QDialog(parent), m_session(session)
{
    setWindowTitle(tr("Check Case Integrity"));
    auto* column = new QVBoxLayout(this);
    m_outcome = new QLabel(this);
    m_outcome->setTextFormat(Qt::PlainText);
    m_outcome->setWordWrap(true);
    column->addWidget(m_outcome);
    m_parts = new QTreeWidget(this);
    m_parts->setAccessibleName(tr("Parts of the case"));
    m_parts->setHeaderLabels({tr("Part"), tr("Found"), tr("Detail")});
    m_parts->setRootIsDecorated(false);
    m_parts->setFrameShape(QFrame::NoFrame);
    m_parts->setUniformRowHeights(true);
    m_parts->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    column->addWidget(m_parts, 1);
    auto* buttons = new QDialogButtonBox(this);
    m_close = buttons->addButton(tr("Stop"), QDialogButtonBox::RejectRole);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(fontMetrics().averageCharWidth() * 90, fontMetrics().lineSpacing() * 22);
    start();
}

QString CaseCheckDialog::outcome() const
{
    return m_outcome->text();
}

void CaseCheckDialog::start()
{
    m_outcome->setText(tr("Reading everything in %1…").arg(m_session.name()));
    // A connection of its own: the others answer queries meanwhile.
    m_session.tasks().run<std::vector<CheckedPart>>(
        TaskRunner::Lane::Background, this, slot,
        [path = m_session.file().path()](const TaskControl& control) -> Result<std::vector<CheckedPart>> {
            auto file = CaseFile::open(path, OpenMode::Read);
            if (!file)
                return file.error();
            file->database().interruptOn(control.stop);
            return checkCase(file->database(), control);
        },
        [this](const Result<std::vector<CheckedPart>>& parts) { show(parts); });
}

void CaseCheckDialog::show(const Result<std::vector<CheckedPart>>& parts)
{
    m_close->setText(tr("Close"));
    if (!parts)
        return m_outcome->setText(shownText(parts.error().message(), 400));
    for (const CheckedPart& part : *parts) {
        const Source* source = m_session.contents().source(part.sourceId);
        const QString name = source ? tr("lines of %1").arg(toQString(source->name)) : toQString(part.part);
        auto* item = new QTreeWidgetItem(m_parts, {shownText(name, 80), part.isGood ? tr("whole") : tr("damaged"), shownText(part.detail, 300)});
        if (!part.isGood)
            m_parts->scrollToItem(item);
    }
    const auto damaged = std::count_if(parts->begin(), parts->end(), [](const CheckedPart& part) { return !part.isGood; });
    m_outcome->setText(damaged == 0 ? tr("%1 is whole: all %2 parts were read.").arg(m_session.name()).arg(parts->size())
                                    : tr("%1 of %2 parts of %3 are damaged. Save a copy now, and import the damaged sources again.")
                                          .arg(damaged).arg(parts->size()).arg(m_session.name()));
}

void CaseCheckDialog::done(int result)
{
    m_session.tasks().cancel(this, slot);
    QDialog::done(result);
}

}    // namespace faultline
