"""Which networks are trained, and on how much. No pandas: the rules read it at parse time."""

from dataclasses import dataclass

SEEDS = tuple(range(8))
TRAINING_IMAGES = 1000  # of the 1,797 that scikit-learn ships; the others are held out
PIXELS = 64
CLASSES = 10


@dataclass(frozen=True)
class Family:
    """Networks with one hidden layer that differ in its width and in their seed only.

    Attributes
    ----------
    name, title : str
        Name in files and name for people.
    outputs : int
        Units of the last layer.
    widths : tuple of int
        Hidden units, ascending.
    epochs : int
        Times that each training image is seen.
    learning_rate : float
        Step of the optimiser.
    """

    name: str
    title: str
    outputs: int
    widths: tuple
    epochs: int
    learning_rate: float

    def params(self, width):
        """Weights and biases of a network of a width."""
        return (PIXELS + 1) * width + (width + 1) * self.outputs


CLASSIFIER = Family(
    "classifier",
    "Digits classifier",
    CLASSES,
    widths=(1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 48, 64, 128, 256),
    epochs=100,
    learning_rate=1e-3,
)
AUTOENCODER = Family(
    "autoencoder",
    "Digits autoencoder",
    PIXELS,
    widths=(1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64),
    epochs=200,
    learning_rate=2e-3,
)


@dataclass(frozen=True)
class SequenceFamily:
    """Transformers that label the images of a sequence and differ in their width and in their seed only.

    Attributes
    ----------
    name, title : str
        Name in files and name for people.
    length : int
        Images of a sequence.
    widths : tuple of int
        Of the vectors that stand for images and labels, ascending.
    steps, batch : int
        Steps of the optimiser, and sequences a step.
    learning_rate : float
        Size of a step.
    """

    name: str
    title: str
    length: int
    widths: tuple
    steps: int
    batch: int
    learning_rate: float

    def params(self, width):
        """Weights and biases of a network of a width: what :mod:`emergence.networks.transformer` makes."""
        vectors = PIXELS + CLASSES + 2 * self.length  # images, labels and places
        return 8 * width**2 + (vectors + 3 + CLASSES) * width + CLASSES


TRANSFORMER = SequenceFamily(
    "transformer",
    "Digits transformer",
    length=5,
    widths=(1, 2, 3, 4, 6, 8, 12, 16, 24, 32),
    steps=2000,
    batch=32,
    learning_rate=3e-3,
)
FAMILIES = {family.name: family for family in (CLASSIFIER, AUTOENCODER, TRANSFORMER)}
